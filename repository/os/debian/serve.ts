import type { ServingPart } from "../../src/os-family.ts";
import { familyProgram } from "../../src/programs.ts";

export const serve: ServingPart = {
  folder: "apt",
  get bootstrap() {
    return familyProgram("debian", "bootstrap.sh");
  },
  get index() {
    return familyProgram("debian", "index-packages.sh");
  },
  get probe() {
    return familyProgram("debian", "probe.sh");
  },
};
