import { readFile } from "node:fs/promises";
import { type InfrastructurePlan, writeFileAtomic } from "@lambdastack/core";
import { terraformFailed, terraformInterrupted } from "../errors.ts";
import { askTerraform, type Ended, runTerraform } from "../program/run-terraform.ts";
import type { Prepared } from "../run/prepare.ts";
import { sha256 } from "../state/state-copies.ts";
import { forgetInitialised, initialise } from "../work-folder/initialise.ts";
import { closeModes } from "../work-folder/work-folder.ts";
import { changesOf, digestOf, type TerraformPlan } from "./plan-changes.ts";
import { plannedMachines } from "./planned-machines.ts";

/** Has Terraform compare what is wanted, or with `destroy` nothing at all, with what is. */
export async function makePlan(prepared: Prepared, { destroy = false } = {}): Promise<InfrastructurePlan> {
  const { cloud, context, folder, blueprint, state } = prepared;
  for (const { message, hint } of [...(blueprint.warnings ?? []), ...(blueprint.unmet ?? [])])
    context.events.emit({ type: "warning", message, ...(hint && { hint }) });
  const plan = await askForPlan(prepared, { destroy, out: folder.plan });
  const changes = changesOf(plan, cloud, (name) => blueprint.machines[name]?.detail);
  const digest = digestOf(plan);
  await bind(prepared, digest);
  await closeModes(folder, context.events);
  return {
    changes,
    machines: destroy ? [] : plannedMachines(prepared),
    observed: { plan: digest, state: { lineage: state?.lineage, serial: state?.serial }, id: prepared.access.id },
  };
}

/** What makes Terraform's plan file the one that a plan of ours was made from. */
export interface Binding {
  /** Of the plan file. */
  sha256: string;
  /** Of its changes, as `InfrastructurePlan.observed` has it. */
  digest: string;
}

async function bind({ folder }: Prepared, digest: string): Promise<void> {
  const binding: Binding = { sha256: sha256(await readFile(folder.plan)), digest };
  await writeFileAtomic(folder.binding, `${JSON.stringify(binding)}\n`);
}

interface Asked {
  destroy: boolean;
  /** File for Terraform's own plan. */
  out: string;
}

/** Terraform's plan as data; empty where nothing would change. */
export async function askForPlan(prepared: Prepared, asked: Asked): Promise<TerraformPlan> {
  const { calls, folder } = prepared;
  let ended = await plan(prepared, asked);
  if (isUninitialised(ended)) {
    await forgetInitialised(folder.directory);
    await initialise(calls);
    ended = await plan(prepared, asked);
  }
  const { status, errors, log } = ended;
  if (status === undefined) throw terraformInterrupted("terraform plan");
  if (status === 0) return {};
  if (status !== 2) throw terraformFailed("terraform plan", errors, log);
  return JSON.parse(await askTerraform(calls, ["show", "-json", asked.out])) as TerraformPlan;
}

function plan({ calls, context }: Prepared, { destroy, out }: Asked): Promise<Ended> {
  let done = 0;
  return runTerraform(calls, {
    arguments: ["plan", "-json", "-input=false", "-detailed-exitcode", `-out=${out}`, ...(destroy ? ["-destroy"] : [])],
    onEvent({ type }) {
      if (type !== "refresh_complete") return;
      done += 1;
      context.events.emit({ type: "progress", what: "comparing with the cloud", done, unit: "resources" });
    },
  });
}

/** Someone removed what `init` had fetched, or changed the lock file behind its back. */
const isUninitialised = ({ status, errors }: Ended): boolean =>
  status === 1 && errors.some((error) => /terraform init|tofu init/.test(error));
