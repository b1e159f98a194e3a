import { lateFaults, renderFailure } from "@lambdastack/core";
import type { Program } from "@lambdastack/core/cli";
import { check } from "./actions/check.ts";
import { create } from "./actions/create.ts";
import { download } from "./actions/download.ts";
import { exportAction } from "./actions/export.ts";
import { importAction } from "./actions/import.ts";
import { inspect, verify } from "./actions/inspect.ts";
import { lock } from "./actions/lock.ts";
import { prepare } from "./actions/prepare.ts";
import { status } from "./actions/status.ts";
import { switchTo } from "./actions/switch.ts";
import { teardown } from "./actions/teardown.ts";
import { template } from "./actions/template.ts";

/** What the commands of `repo` do, by the name in their description. */
export const repositoryActions: Program["actions"] = {
  "repo template": template,
  "repo lock": lock,
  "repo prepare": prepare,
  "repo download": download,
  "repo export": exportAction,
  "repo inspect": inspect,
  "repo verify": verify,
  "repo import": importAction,
  "repo check": check,
  "repo create": create,
  "repo status": status,
  "repo switch": switchTo,
  "repo teardown": teardown,
};

export const program: Program = { actions: repositoryActions, renderError: renderFailure, lateFaults };
