import { lateFaults, renderFailure } from "@lambdastack/core";
import type { Program } from "@lambdastack/core/cli";
import { apply } from "./actions/apply.ts";
import { audit } from "./actions/audit.ts";
import { backup, backupList, backupPrune, backupVerify } from "./actions/backup.ts";
import { graph } from "./actions/graph.ts";
import { init } from "./actions/init.ts";
import { list } from "./actions/list.ts";
import { metadata } from "./actions/metadata.ts";
import { plan } from "./actions/plan.ts";
import { restore } from "./actions/restore.ts";
import { run } from "./actions/run.ts";
import { scale } from "./actions/scale.ts";
import { search } from "./actions/search.ts";
import { solve } from "./actions/solve.ts";
import { test } from "./actions/test.ts";
import { upgrade } from "./actions/upgrade.ts";

/** What the commands of `components` do, by the name in their description. */
export const componentsActions: Program["actions"] = {
  "components list": list,
  "components metadata": metadata,
  "components search": search,
  "components solve": solve,
  "components graph": graph,
  "components init": init,
  "components plan": plan,
  "components apply": apply,
  "components test": test,
  "components backup": backup,
  "components backup list": backupList,
  "components backup verify": backupVerify,
  "components backup prune": backupPrune,
  "components restore": restore,
  "components upgrade": upgrade,
  "components scale": scale,
  "components audit": audit,
  "components run": run,
};

export const program: Program = { actions: componentsActions, renderError: renderFailure, lateFaults };
