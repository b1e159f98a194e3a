import type { Machine, StateNode } from "@lambdastack/core";
import { outputMissing } from "../errors.ts";
import { machineOf } from "../plan/planned-machines.ts";
import { askTerraform } from "../program/run-terraform.ts";
import type { Prepared } from "./prepare.ts";

interface MachineOutput {
  id: string;
  private_ip: string;
  public_ip?: string | null;
}

/** Machines as Terraform's output says, and how our state records them. */
export async function madeMachines(prepared: Prepared): Promise<{ machines: Machine[]; nodes: StateNode[] }> {
  const { cloud, calls, wanted, blueprint } = prepared;
  const outputs = JSON.parse(await askTerraform(calls, ["output", "-json"])) as {
    machines?: { value: Record<string, MachineOutput> };
  };
  const made = wanted.wanted.map((allocated) => {
    const output = outputs.machines?.value[allocated.name];
    if (!output?.private_ip) throw outputMissing(cloud.name);
    return described(allocated, output, blueprint.machines[allocated.name]);
  });
  return { machines: made.map(({ machine }) => machine), nodes: made.map(({ node }) => node) };
}

function described(
  allocated: Prepared["wanted"]["wanted"][number],
  { id, private_ip: privateIP, public_ip: given }: MachineOutput,
  drawn: Prepared["blueprint"]["machines"][string] | undefined,
): { machine: Machine; node: StateNode } {
  const { name, component, index } = allocated;
  const publicIP = given || undefined;
  const sshAddress = drawn?.isPublic && publicIP !== undefined ? publicIP : privateIP;
  const node = { name, component, index, privateIP, ...(publicIP && { publicIP }), usedBy: component, id };
  return { machine: machineOf(allocated, { address: privateIP, sshAddress }), node: { ...node, ...drawn?.record } };
}
