import type { Machine, Phase, StateNode } from "@lambdastack/core";
import { providerContext } from "../context/provider-context.ts";
import type { InfrastructureRun } from "../infrastructure-run.ts";

/**
 * Machines that a provider made and nothing here knows of, such as after a lost build folder, are recorded: so that no
 * apply makes them a second time.
 */
export const recordFound: Phase<InfrastructureRun> = {
  name: "record-found",
  title: "Recording machines that were found",
  skip: ({ provider }) => (provider.keepsMachines ? "given machines are recorded by apply" : undefined),
  async run(infrastructure) {
    const { machines = [], clusterTag } = infrastructure;
    const context = await providerContext(infrastructure);
    if (context.nodes.length > 0) return undefined;
    await context.record(machines.map(nodeOf), clusterTag === undefined ? {} : { id: clusterTag });
    return `${machines.length} recorded`;
  },
};

function nodeOf({ name, component, index, address, sshAddress }: Machine): StateNode {
  const publicIP = sshAddress === address ? {} : { publicIP: sshAddress };
  return { name, component, index, privateIP: address, ...publicIP, usedBy: component };
}
