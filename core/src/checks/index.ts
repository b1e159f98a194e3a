import { check } from "./check.ts";
import type { CheckType } from "./check-type.ts";
import { http } from "./http.ts";
import { port } from "./port.ts";
import { sql } from "./sql.ts";

/** Every built-in type of check. */
export const checkTypes: readonly CheckType<never>[] = [http, port, sql, check];
