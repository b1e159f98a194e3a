import type { OsFamily } from "../../src/os-family.ts";
import { resolve } from "./resolve.ts";
import { systems } from "./systems.ts";

export const debian: OsFamily = { name: "debian", systems, resolve };
