import { readFileSync } from "node:fs";
import { join } from "node:path";
import { productDirectory } from "@lambdastack/core";

/** A program in `repository/programs/`, for POSIX sh or awk; they run on computers without the product too. */
export const programText = (name: string): string =>
  readFileSync(join(productDirectory(), "repository", "programs", name), "utf8");

/** A program of a family of operating systems, in `repository/os/<family>/`. */
export const familyProgram = (family: string, name: string): string =>
  readFileSync(join(productDirectory(), "repository", "os", family, name), "utf8");
