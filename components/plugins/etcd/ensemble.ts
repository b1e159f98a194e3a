import type { Machine } from "@lambdastack/core/role";
import type { EtcdConfig } from "./config.ts";

export const clientUrl = ({ address }: Machine, { client_port: port }: EtcdConfig) => `http://${address}:${port}`;

export const peerUrl = ({ address }: Machine, { peer_port: port }: EtcdConfig) => `http://${address}:${port}`;

/** What the scripts of `scripts.ts` are told: the machine they run on, and every member there should be. */
export function ensembleEnvironment(machine: Machine, members: readonly Machine[], config: EtcdConfig) {
  const others = members.filter(({ name }) => name !== machine.name);
  return {
    ETCDCTL_API: "3",
    NAME: machine.name,
    PEER_URL: peerUrl(machine, config),
    LOCAL: clientUrl(machine, config),
    /** Where to ask the others; of a member on its own, nobody. */
    OTHERS: others.map((one) => clientUrl(one, config)).join(" "),
    /** Where the others listen for members. */
    PEERS: others.map(({ address }) => `${address}:${config.peer_port}`).join(" "),
    PEER_URLS: members.map((one) => peerUrl(one, config)).join(" "),
    /** As etcd takes it for the first start of a new ensemble. */
    FIRST_CLUSTER: members.map((one) => `${one.name}=${peerUrl(one, config)}`).join(","),
    DATA: config.data_directory,
  };
}
