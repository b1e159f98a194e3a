import { type AllocatedMachine, type Machine, type PlannedMachine, unknownToken } from "@lambdastack/core";
import type { Prepared } from "../run/prepare.ts";
import { instancesOf } from "../state/terraform-state.ts";

/** Every wanted machine, with the addresses that are known of it. */
export function plannedMachines({ cloud, wanted, blueprint, state }: Prepared): PlannedMachine[] {
  const present = instancesOf(state, cloud.machineResource);
  const nodes = new Map(wanted.nodes.map((node) => [node.name, node]));
  return wanted.wanted.map((allocated) => {
    const { name } = allocated;
    const drawn = blueprint.machines[name];
    if (!drawn) throw new Error(`provider ${cloud.name} drew no machine ${name}`);
    const node = nodes.get(name);
    const address = node?.privateIP || drawn.address || unknownToken(`the address of ${name}`);
    const sshAddress = drawn.isPublic ? (node?.publicIP ?? unknownToken(`the public address of ${name}`)) : address;
    return { machine: machineOf(allocated, { address, sshAddress }), exists: present.has(name), os: drawn.os };
  });
}

export function machineOf(allocated: AllocatedMachine, addresses: Pick<Machine, "address" | "sshAddress">): Machine {
  const { name, component, components, roles, index } = allocated;
  return { name, hostname: name, ...addresses, sshPort: 22, component, components, roles, index };
}
