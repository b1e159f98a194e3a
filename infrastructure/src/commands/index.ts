import type { CommandSpec } from "@lambdastack/core/cli";
import { analyse } from "./analyse.ts";
import { apply } from "./apply.ts";
import { audit } from "./audit.ts";
import { destroy } from "./destroy.ts";
import { init } from "./init.ts";
import { metadata } from "./metadata.ts";
import { plan } from "./plan.ts";
import { template } from "./template.ts";

/** Commands of `infra`, in the order of its help. */
export const infrastructureCommands: readonly CommandSpec[] = [
  template,
  metadata,
  init,
  plan,
  apply,
  analyse,
  audit,
  destroy,
];
