import type { OsFamily } from "../../src/os-family.ts";
import { point } from "./point.ts";
import { resolve } from "./resolve.ts";
import { serve } from "./serve.ts";
import { systems } from "./systems.ts";

export const rhel: OsFamily = { name: "rhel", systems, resolve, serve, point };
