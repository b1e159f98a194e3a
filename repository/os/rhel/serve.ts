import type { ServingPart } from "../../src/os-family.ts";
import { familyProgram } from "../../src/programs.ts";

export const serve: ServingPart = {
  folder: "rpm",
  get bootstrap() {
    return familyProgram("rhel", "bootstrap.sh");
  },
  get index() {
    return familyProgram("rhel", "index-packages.sh");
  },
  get probe() {
    return familyProgram("rhel", "probe.sh");
  },
};
