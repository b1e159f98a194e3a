import type { Machine } from "@lambdastack/core/role";
import type { ZookeeperConfig } from "./config.ts";

/** What the scripts of `scripts.ts` are told: the machine they run on, and every member there should be. */
export function ensembleEnvironment(machine: Machine, members: readonly Machine[], config: ZookeeperConfig) {
  const others = members.filter(({ name }) => name !== machine.name);
  return {
    ADDRESS: machine.address,
    PORT: config.client_port,
    OTHERS: others.map(({ address }) => address).join(" "),
    /** Where the others listen for elections. */
    PEERS: others.map(({ address }) => `${address}:${config.election_port}`).join(" "),
    NODE: `/lambdastack-test-${machine.name}`,
  };
}
