import { defineTask, type Resource, type TaskContext } from "@lambdastack/core/role";
import { kubernetesPackages } from "../../kubernetes-common/packages.ts";
import { checkConfig } from "../check-config.ts";
import type { MasterConfig } from "../config.ts";
import { endpointOn, isFirst } from "../settings.ts";
import { configuration } from "./configuration.ts";
import { firstMaster, furtherMaster } from "./membership.ts";
import { objects } from "./objects.ts";
import { kubeconfigs, running } from "./running.ts";

type Context = TaskContext<MasterConfig>;

export default defineTask<MasterConfig>((context) => {
  const { config, consumed, machine } = context;
  const { apiPort } = endpointOn(machine, consumed);
  checkConfig(config, apiPort);
  return [
    context.resource.package({ name: "openssl" }),
    ...kubernetesPackages(context, config.version),
    ...configuration(context),
    ...(isFirst(context) ? first(context) : furtherMaster(context)),
    ...running(context),
    ...kubeconfigs(context),
    context.publish("kubernetes", { address: machine.address, port: apiPort, version: config.version }),
  ];
});

/** Pods need their network before the machine is ready. */
const first = (context: Context): Resource[] => [...firstMaster(context), ...objects(context)];
