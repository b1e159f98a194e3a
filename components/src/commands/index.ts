import type { CommandSpec } from "@lambdastack/core/cli";
import { apply } from "./apply.ts";
import { audit } from "./audit.ts";
import { backup } from "./backup.ts";
import { graph } from "./graph.ts";
import { init } from "./init.ts";
import { list } from "./list.ts";
import { metadata } from "./metadata.ts";
import { plan } from "./plan.ts";
import { restore } from "./restore.ts";
import { run } from "./run.ts";
import { scale } from "./scale.ts";
import { search } from "./search.ts";
import { solve } from "./solve.ts";
import { test } from "./test.ts";
import { upgrade } from "./upgrade.ts";

export { audit } from "./audit.ts";
export { backup, dryRun } from "./backup.ts";
export { containerEngine } from "./container-engine.ts";
export { graph } from "./graph.ts";
export { restore } from "./restore.ts";
export { search } from "./search.ts";
export { solve } from "./solve.ts";
export { test } from "./test.ts";
export { upgrade } from "./upgrade.ts";

/** Commands of `components`, in the order of its help. */
export const componentsCommands: readonly CommandSpec[] = [
  list,
  metadata,
  search,
  solve,
  graph,
  init,
  plan,
  apply,
  test,
  backup,
  restore,
  upgrade,
  scale,
  audit,
  run,
];
