import { quote } from "@lambdastack/core";
import { orphansFound } from "../errors.ts";
import { type TerraformState, textsIn } from "../state/terraform-state.ts";
import type { CloudAccess, FoundMachine, FoundThing, TerraformCloud } from "../terraform-provider.ts";
import type { WorkFolder } from "../work-folder/work-folder.ts";
import { endedAbnormally, endedInOrder } from "./marker.ts";

interface Search {
  cloud: TerraformCloud;
  access: CloudAccess;
  work: WorkFolder;
  state: TerraformState | undefined;
  /** Path or name of terraform, for the commands that adopt. */
  command: string;
}

/** What carries the cluster's tag and stands in no state. */
export async function findOrphans(
  { cloud, access, state }: Pick<Search, "cloud" | "access" | "state">,
  machines: readonly FoundMachine[],
): Promise<FoundThing[]> {
  const asThings = machines.map(({ name, id }): FoundThing => {
    return { what: "machine", name, id, address: `${cloud.machineResource}[${JSON.stringify(name)}]` };
  });
  const found = [...asThings, ...((await cloud.findOthers?.(access)) ?? [])];
  const known = textsIn(state);
  return found.filter(({ id }) => !known.has(id));
}

/**
 * After a run that ended abnormally: what carries the cluster's tag and is not in the state was in the making when
 * Terraform died. Throws `orphans-found` (refused), as another run would make it a second time.
 */
export async function refuseOrphans({ cloud, access, work, state, command }: Search): Promise<void> {
  if (!endedAbnormally(work)) return;
  const orphans = await findOrphans({ cloud, access, state }, await cloud.find(access));
  if (orphans.length > 0) {
    const adopt = ({ address, id }: FoundThing): string[] =>
      address === undefined
        ? []
        : [`${quote(command)} -chdir=${quote(work.directory)} import ${quote(address)} ${quote(id)}`];
    throw orphansFound(orphans, orphans.flatMap(adopt));
  }
  await endedInOrder(work);
}
