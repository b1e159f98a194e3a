import { dump } from "./dump.ts";
import { load } from "./load.ts";
import { step } from "./step.ts";
import type { StepType } from "./step-type.ts";

/** Every built-in kind of step. */
export const stepTypes: readonly StepType<never>[] = [dump, load, step];
