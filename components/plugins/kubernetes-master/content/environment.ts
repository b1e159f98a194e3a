import type { Machine, TaskContext } from "@lambdastack/core/role";
import { mastersOf } from "../../kubernetes-common/endpoint.ts";
import { encryption, kubeadmConfiguration } from "../apply/files.ts";
import type { MasterConfig } from "../config.ts";
import { endpointOn, isFirst } from "../settings.ts";

/** Names of the dumps of a cluster. */
export const SNAPSHOT = "snapshot.db";
export const AUTHORITY = "authority.tar.gz";

const peerUrl = ({ address }: Machine): string => `https://${address}:2380`;

/** What the scripts around a backup are told. */
export function contentEnvironment(context: TaskContext<MasterConfig>) {
  const { cluster, consumed, machine } = context;
  const { apiPort } = endpointOn(machine, consumed);
  const masters = mastersOf(cluster);
  const before = masters.slice(
    0,
    masters.findIndex(({ name }) => name === machine.name),
  );
  return {
    KUBECONFIG: "/etc/kubernetes/admin.conf",
    NAME: machine.name,
    ADDRESS: machine.address,
    API_PORT: apiPort,
    SERVER: `https://${machine.address}:${apiPort}`,
    /** Where to ask the masters that stand before this one. */
    EARLIER: before.map(({ address }) => `https://${address}:${apiPort}`).join(" "),
    PEER_URL: peerUrl(machine),
    /** As etcd takes it for the first start of a new ensemble. */
    FIRST_CLUSTER: masters.map((one) => `${one.name}=${peerUrl(one)}`).join(","),
    FIRST: isFirst(context) ? "yes" : "no",
    CONFIGURATION: kubeadmConfiguration,
    ENCRYPTION: encryption,
  };
}
