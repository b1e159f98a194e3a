import type { Resource, TaskContext } from "@lambdastack/core/role";
import { mastersOf } from "../../kubernetes-common/endpoint.ts";
import { authorityHash, becomePart, folder, isPart } from "../../kubernetes-common/membership.ts";
import type { MasterConfig } from "../config.ts";
import { endpointOn, partsOf } from "../settings.ts";
import { joinConfiguration, kubeadmConfiguration } from "./files.ts";
import {
  areParts,
  authorityIsTold,
  hasEndpoint,
  initialise,
  letJoin,
  refuseEndpoint,
  tellAuthority,
} from "./scripts.ts";

type Context = TaskContext<MasterConfig>;

/** Makes the cluster where there is none, and lets others join while one that should be part of it is not. */
export function firstMaster(context: Context): Resource[] {
  const { cluster, consumed, machine, resource } = context;
  const others = mastersOf(cluster).filter(({ name }) => name !== machine.name);
  const { address, port, apiPort } = endpointOn(machine, consumed);
  return [
    resource.command({
      name: "kubernetes is initialised",
      environment: {
        CONFIGURATION: kubeadmConfiguration,
        OTHERS: others.map(({ address }) => `${address}:${apiPort}`).join(" "),
      },
      unless: isPart,
      run: becomePart(initialise),
      timeLimit: 900,
    }),
    resource.command({
      name: "kubernetes has the endpoint that machines use",
      environment: { ENDPOINT: `${address}:${port}` },
      unless: hasEndpoint,
      run: refuseEndpoint,
    }),
    resource.command({
      name: "kubernetes authority is known",
      environment: { TOLD: `${folder}/authority-hash` },
      unless: authorityIsTold,
      run: tellAuthority,
      output: authorityHash,
    }),
    resource.command({
      name: "kubernetes lets machines join that are missing",
      environment: {
        CONFIGURATION: kubeadmConfiguration,
        NODES: partsOf(context).join(" "),
        ALLOWED_AT: `${folder}/joining-allowed`,
      },
      unless: areParts,
      run: letJoin,
      timeLimit: 300,
    }),
  ];
}

/** Machines come one after another, so that etcd takes in one member at a time. */
export function furtherMaster({ resource }: Context): Resource[] {
  return [
    resource.command({
      name: "kubernetes has this master",
      environment: { CONFIGURATION: joinConfiguration },
      unless: isPart,
      run: becomePart('kubeadm join --config "$CONFIGURATION" >&2\n'),
      timeLimit: 900,
    }),
  ];
}
