import { defineTask } from "@lambdastack/core/role";
import { kubernetesPackages } from "../../kubernetes-common/packages.ts";
import { checkVersion } from "../check-version.ts";
import type { NodeConfig } from "../config.ts";
import { membership } from "./membership.ts";

export default defineTask<NodeConfig>((context) => {
  checkVersion(context);
  return [...kubernetesPackages(context, context.config.version), ...membership(context)];
});
