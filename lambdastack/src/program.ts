import { componentsActions } from "@lambdastack/components/program";
import { lateFaults, renderFailure } from "@lambdastack/core";
import type { Program } from "@lambdastack/core/cli";
import { infrastructureActions } from "@lambdastack/infrastructure/program";
import { repositoryActions } from "@lambdastack/repository/program";
import { apply } from "./actions/apply.ts";
import { destroy } from "./actions/destroy.ts";
import { plan } from "./actions/plan.ts";
import { pluginList } from "./actions/plugin.ts";
import { pluginNew } from "./actions/plugin-new.ts";
import { pluginVerify } from "./actions/plugin-verify.ts";
import { scale } from "./actions/scale.ts";
import { schema } from "./actions/schema.ts";
import { secretGet, secretList, secretRotate, secretSet } from "./actions/secret.ts";
import { stateHistory, stateRestore, stateShow } from "./actions/state.ts";
import { status } from "./actions/status.ts";
import { template } from "./actions/template.ts";
import { upgrade } from "./actions/upgrade.ts";
import { validate } from "./actions/validate.ts";

/** What the commands of `lambdastack` do, by the name in their description. */
export const program: Program = {
  actions: {
    template,
    validate,
    plan,
    apply,
    destroy,
    scale,
    upgrade,
    status,
    "state show": stateShow,
    "state history": stateHistory,
    "state restore": stateRestore,
    "secret get": secretGet,
    "secret set": secretSet,
    "secret rotate": secretRotate,
    "secret list": secretList,
    "plugin list": pluginList,
    "plugin new": pluginNew,
    "plugin verify": pluginVerify,
    schema,
    ...infrastructureActions,
    ...repositoryActions,
    ...componentsActions,
  },
  renderError: renderFailure,
  lateFaults,
};
