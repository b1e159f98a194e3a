import { lateFaults, renderFailure } from "@lambdastack/core";
import type { Program } from "@lambdastack/core/cli";
import { analyse } from "./actions/analyse.ts";
import { apply } from "./actions/apply.ts";
import { audit } from "./actions/audit.ts";
import { destroy } from "./actions/destroy.ts";
import { init } from "./actions/init.ts";
import { metadata } from "./actions/metadata.ts";
import { plan } from "./actions/plan.ts";
import { template } from "./actions/template.ts";

/** What the commands of `infra` do, by the name in their description. */
export const infrastructureActions: Program["actions"] = {
  "infra template": template,
  "infra metadata": metadata,
  "infra init": init,
  "infra plan": plan,
  "infra apply": apply,
  "infra analyse": analyse,
  "infra audit": audit,
  "infra destroy": destroy,
};

export const program: Program = { actions: infrastructureActions, renderError: renderFailure, lateFaults };
