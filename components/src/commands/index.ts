import type { CommandSpec } from "@lambdastack/core/cli";
import { apply } from "./apply.ts";
import { list } from "./list.ts";
import { metadata } from "./metadata.ts";
import { plan } from "./plan.ts";
import { search } from "./search.ts";
import { test } from "./test.ts";

export { search } from "./search.ts";

/** Commands of `components`, in the order of its help. */
export const componentsCommands: readonly CommandSpec[] = [list, metadata, search, plan, apply, test];
