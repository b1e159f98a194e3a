import type { CommandSpec } from "@lambdastack/core/cli";
import { apply } from "./apply.ts";
import { audit } from "./audit.ts";
import { graph } from "./graph.ts";
import { init } from "./init.ts";
import { list } from "./list.ts";
import { metadata } from "./metadata.ts";
import { plan } from "./plan.ts";
import { search } from "./search.ts";
import { solve } from "./solve.ts";
import { test } from "./test.ts";

export { audit } from "./audit.ts";
export { graph } from "./graph.ts";
export { search } from "./search.ts";
export { solve } from "./solve.ts";

/** Commands of `components`, in the order of its help. */
export const componentsCommands: readonly CommandSpec[] = [
  list,
  metadata,
  init,
  search,
  solve,
  graph,
  plan,
  apply,
  test,
  audit,
];
