import { rm } from "node:fs/promises";
import { join } from "node:path";
import { type ProviderContext, writeFileAtomic } from "@lambdastack/core";
import { refuseOrphans } from "../aftermath/find-orphans.ts";
import { accessOf, adminPublicKey } from "../drawing/admin-key.ts";
import { clusterId } from "../drawing/cluster-id.ts";
import { type Wanted, wantedMachines } from "../drawing/wanted-machines.ts";
import { findTerraform } from "../program/find-terraform.ts";
import type { Calls } from "../program/run-terraform.ts";
import { guardedState } from "../state/guarded-state.ts";
import { rescueState } from "../state/rescue-state.ts";
import type { TerraformState } from "../state/terraform-state.ts";
import type { Blueprint, CloudAccess, TerraformCloud } from "../terraform-provider.ts";
import { initialise } from "../work-folder/initialise.ts";
import { renderTemplates, writeTemplates } from "../work-folder/render-templates.ts";
import { openWorkFolder, type WorkFolder } from "../work-folder/work-folder.ts";

/** One operation on one cluster. */
export interface Work {
  cloud: TerraformCloud;
  context: ProviderContext;
  folder: WorkFolder;
  calls: Calls;
  access: CloudAccess;
}

/** Everything that planning needs, up to a folder in which Terraform can plan. */
export interface Prepared extends Work {
  wanted: Wanted;
  blueprint: Blueprint;
  state: TerraformState | undefined;
}

/** Finds Terraform and opens the work folder; reads and changes nothing of the cloud. */
export async function openWork(cloud: TerraformCloud, context: ProviderContext): Promise<Work> {
  const terraform = await findTerraform(context.environment);
  const folder = await openWorkFolder(context.folder);
  // a run without a trace of its own keeps the outputs of the last such run alone
  if (context.logs === undefined) await rm(folder.logs, { recursive: true, force: true });
  const access = cloudAccess(cloud, context, await clusterId(folder, context));
  const calls: Calls = {
    terraform,
    directory: folder.directory,
    logs: context.logs === undefined ? folder.logs : join(context.logs, "terraform"),
    environment: access.variables,
    sensitive: access.sensitive,
    signal: context.signal,
  };
  return { cloud, context, folder, calls, access };
}

export function cloudAccess(
  cloud: TerraformCloud,
  context: ProviderContext,
  id: string,
): CloudAccess & { sensitive: string[] } {
  const { manifest, signal, environment, secret } = context;
  const plain = { manifest, signal, environment, secret, id, variables: environment };
  const { variables = {}, sensitive = [] } = cloud.environment?.(plain) ?? {};
  const texts = sensitive.flatMap((name) => variables[name] ?? environment[name] ?? []);
  return { ...plain, variables: { ...environment, ...variables }, sensitive: texts };
}

/**
 * Writes what Terraform reads, initialises, saves a state that could not be saved, and refuses to go on from a state
 * that is not the cluster's last one or with machines that no state knows.
 */
export async function prepare(work: Work): Promise<Prepared> {
  const { cloud, context, folder, calls, access } = work;
  await draw(work, undefined);
  await initialise(calls);
  await rescueState(folder, calls, context.events);
  const state = await guardedState(folder, calls, { hasMachines: context.nodes.length > 0 });
  await refuseOrphans({ cloud, access, work: folder, state, command: calls.terraform.command });
  return { ...work, ...(await draw(work, state)), state };
}

type Drawn = Pick<Prepared, "wanted" | "blueprint">;

async function draw({ cloud, context, folder, access }: Work, state: TerraformState | undefined): Promise<Drawn> {
  const wanted = wantedMachines(context, cloud, state);
  const { manifest } = context;
  const publicKey = await adminPublicKey(context);
  const adminUser = accessOf(context).user;
  const { wanted: machines, nodes } = wanted;
  const blueprint = cloud.draw({ manifest, machines, nodes, publicKey, adminUser, id: access.id });
  await writeTemplates(folder.directory, await renderTemplates(cloud.templates, blueprint.structure));
  const { name, prefix } = manifest.cluster.specification;
  const cluster = { name, prefix: prefix ?? "", id: access.id, public_key: publicKey };
  await writeFileAtomic(folder.variables, `${JSON.stringify({ cluster, ...blueprint.variables }, undefined, 2)}\n`);
  return { wanted, blueprint };
}
