import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { canonicalHash, type InfrastructurePlan } from "@lambdastack/core";
import { beginChanging, endedInOrder } from "../aftermath/marker.ts";
import { planFileDiffers, terraformFailed, terraformInterrupted } from "../errors.ts";
import type { Binding } from "../plan/make-plan.ts";
import { type Ended, runTerraform } from "../program/run-terraform.ts";
import { keepDump } from "../state/dumped-state.ts";
import { guardedState } from "../state/guarded-state.ts";
import { forgetSnapshot, openSnapshots } from "../state/snapshots.ts";
import { sha256 } from "../state/state-copies.ts";
import type { TerraformState } from "../state/terraform-state.ts";
import { closeModes, type WorkFolder } from "../work-folder/work-folder.ts";
import type { Work } from "./prepare.ts";
import { progress } from "./progress.ts";

/** Has Terraform do exactly what a plan shows. Resolves with the state afterwards. */
export async function applyPlan(
  work: Work,
  plan: InfrastructurePlan,
  what: string,
): Promise<TerraformState | undefined> {
  const { cloud, context, folder, calls } = work;
  const hasMachines = context.nodes.length > 0;
  await requireBound(work, plan);
  await guardedState(folder, calls, { hasMachines });
  await beginChanging(folder, what);
  const tell = progress({ events: context.events, cloud, total: stepsOf(plan) });
  const snapshots = openSnapshots(folder);
  const ended = await runTerraform(calls, {
    arguments: ["apply", "-json", "-input=false", folder.plan],
    onEvent(event) {
      tell(event);
      if (event.type === "apply_complete") snapshots.take();
    },
  });
  await snapshots.ended();
  await closeModes(folder, context.events);
  if (ended.inOrder) await endedInOrder(folder);
  if (ended.status === 0) {
    const state = await guardedState(folder, calls, { hasMachines: false });
    await forgetSnapshot(folder);
    return state;
  }
  await keepWhatIsThere(work, hasMachines, ended);
  throw failure(ended, what);
}

/** What is made anew goes and comes. */
const stepsOf = ({ changes }: InfrastructurePlan): number =>
  changes.reduce((sum, { action }) => sum + (action === "replace" ? 2 : 1), 0);

/** A state that could not be saved is kept; that the one on the disk is damaged must not hide why the run failed. */
async function keepWhatIsThere({ context, folder, calls }: Work, hasMachines: boolean, ended: Ended): Promise<void> {
  const { events } = context;
  const kept = await unsavedState(folder, ended);
  if (kept !== undefined) {
    const message = `Terraform could not save its state; it stands in ${kept} and is saved by the next run.`;
    events.emit({ type: "warning", message, hint: "Make room, or mend the backend; then run the same command again." });
    return;
  }
  await guardedState(folder, calls, { hasMachines }).catch((error: Error) => {
    events.emit({ type: "warning", message: error.message });
  });
}

/** Where even `errored.tfstate` cannot be written whole, Terraform prints the state. */
async function unsavedState(folder: WorkFolder, { dump }: Ended): Promise<string | undefined> {
  if (dump !== undefined) return keepDump(folder, dump);
  return existsSync(folder.erroredState) ? folder.erroredState : undefined;
}

function failure({ status, errors, log }: Ended, what: string) {
  return status === undefined ? terraformInterrupted(what) : terraformFailed(what, errors, log);
}

/** The plan file must be the one that was approved, byte for byte. */
async function requireBound({ folder }: Work, { observed }: InfrastructurePlan): Promise<void> {
  const binding = JSON.parse(await readFile(folder.binding, "utf8").catch(() => "{}")) as Partial<Binding>;
  const isSame = canonicalHash((observed as { plan?: string }).plan) === canonicalHash(binding.digest);
  if (!isSame || binding.sha256 !== sha256(await readFile(folder.plan))) throw planFileDiffers(folder.plan);
}
