import type { Machine, MachineStatus, ProviderContext } from "@lambdastack/core";
import { birthOf } from "../../leaving/birth-of.ts";
import { knownClusterId } from "../drawing/cluster-id.ts";
import type { FoundMachine, TerraformCloud } from "../terraform-provider.ts";
import { workFolder } from "../work-folder/work-folder.ts";
import { cloudAccess } from "./prepare.ts";

/** The cluster's machines as the cloud's own API tells of them; Terraform and its state are not asked. */
export async function analyse(cloud: TerraformCloud, context: ProviderContext): Promise<Machine[]> {
  const found = await findMachines(cloud, context);
  const machines = found.flatMap((one) => described(one, context));
  return machines.sort((one, other) => order(one, other));
}

/** Each recorded machine, and what else carries the cluster's tag. */
export async function status(cloud: TerraformCloud, context: ProviderContext): Promise<MachineStatus[]> {
  const found = await findMachines(cloud, context);
  const recorded = context.nodes.map(({ name }): MachineStatus => {
    const machine = found.find((one) => one.name === name);
    return { name, status: machine?.status ?? "missing", ...(machine && { detail: machine.id }) };
  });
  const names = new Set(context.nodes.map(({ name }) => name));
  const others = found.filter(({ name }) => !names.has(name));
  return [...recorded, ...others.map(({ name, id }) => ({ name, status: "unrecorded", detail: id }))];
}

async function findMachines(cloud: TerraformCloud, context: ProviderContext): Promise<FoundMachine[]> {
  const id = await knownClusterId(workFolder(context.folder), context);
  return id === undefined ? [] : cloud.find(cloudAccess(cloud, context, id));
}

/** One that is on its way out, or has no address yet, cannot be used. */
function described({ name, privateAddress, publicAddress }: FoundMachine, context: ProviderContext): Machine[] {
  const birth = context.nodes.find((node) => node.name === name) ?? birthOf(name, context);
  if (!birth || privateAddress === undefined) return [];
  const { component, index } = birth;
  const roles = [...(context.componentRoles[component] ?? [])];
  const addresses = { address: privateAddress, sshAddress: publicAddress ?? privateAddress, sshPort: 22 };
  return [{ name, hostname: name, ...addresses, component, components: [component], roles, index }];
}

function order(one: Machine, other: Machine): number {
  if (one.component !== other.component) return one.component < other.component ? -1 : 1;
  return one.index - other.index;
}
