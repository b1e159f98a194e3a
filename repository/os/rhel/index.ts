import type { OsFamily } from "../../src/os-family.ts";
import { resolve } from "./resolve.ts";
import { systems } from "./systems.ts";

export const rhel: OsFamily = { name: "rhel", systems, resolve };
