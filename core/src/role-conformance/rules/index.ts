import type { Rule } from "../rule.ts";
import { adoptable } from "./adoptable.ts";
import { configurable } from "./configurable.ts";
import { consumable } from "./consumable.ts";
import { documented } from "./documented.ts";
import { explained } from "./explained.ts";
import { finishes, quiet, settled, stays } from "./faults.ts";
import { loadable } from "./loadable.ts";
import { publishes } from "./publishes.ts";
import { repeatable } from "./repeatable.ts";
import { required } from "./required.ts";
import { returns } from "./returns.ts";

/** Every rule of a valid role, in the order of the report. */
export const rules: readonly Rule[] = [
  configurable,
  explained,
  documented,
  loadable,
  returns,
  repeatable,
  finishes,
  stays,
  quiet,
  settled,
  publishes,
  consumable,
  required,
  adoptable,
];
