import { Components } from "@lambdastack/components";
import { type ComponentsPlan, readInventory, type Settings, StackError } from "@lambdastack/core";
import { Infrastructure } from "@lambdastack/infrastructure";
import { LambdaStack } from "./lambdastack.ts";

export interface MachineReport {
  name: string;
  address: string;
  /** The provider's word, such as `running`. */
  status: string;
  isUp: boolean;
  roles: readonly string[];
  /** How many resources differ from what is wanted; undefined where it could not be compared. */
  pending?: number;
}

export interface ClusterReport {
  machines: MachineReport[];
  /** Why roles could not be compared. */
  problem?: string;
}

/** Machines as their provider sees them, and how far they are from what is wanted. Changes nothing. */
export async function clusterStatus(settings: Settings, files: readonly string[]): Promise<ClusterReport> {
  const { folder } = await new LambdaStack(settings).open({ files });
  const statuses = await new Infrastructure(settings).status({ files });
  const { machines } = await readInventory(folder.inventory);
  const { plan, problem } = await comparison(settings, files);
  const reports = machines.map(({ name, address, roles }): MachineReport => {
    const status = statuses.find((one) => one.name === name)?.status ?? "unknown";
    const compared = plan?.machines.find(({ machine }) => machine === name);
    return {
      name,
      address,
      status,
      isUp: status === "running" || (status === "given" && compared !== undefined),
      roles,
      ...(compared ? { pending: compared.changes.length } : {}),
    };
  });
  return { machines: reports, ...(problem === undefined ? {} : { problem }) };
}

/** A machine that does not answer must not keep the others' status from being shown. */
async function comparison(
  settings: Settings,
  files: readonly string[],
): Promise<{ plan?: ComponentsPlan; problem?: string }> {
  try {
    return { plan: await new Components(settings).plan({ files }) };
  } catch (error) {
    if (error instanceof StackError) return { problem: error.message };
    throw error;
  }
}
