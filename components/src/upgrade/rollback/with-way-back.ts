import { type PreparedMachine, StackError } from "@lambdastack/core";
import type { Health } from "../health.ts";
import { migrationsOf } from "../migration/migrate.ts";
import { changeStep, writeRecord } from "../upgrade-record.ts";
import type { UpgradeInput, UpgradeRun, UpgradeStep } from "../upgrade-run.ts";
import { notRolledBack, rollbackFailed, rolledBack, sentence } from "./errors.ts";
import { bringFormerBack, forgetFormer, keepFormer } from "./former-packages.ts";
import { restartServices } from "./restart-services.ts";

interface Work {
  components: UpgradeRun;
  health: Health;
  /** What a role does when its packages are there. */
  afterPackages(step: UpgradeStep): Promise<void>;
  input: Pick<UpgradeInput, "rollback">;
}

/**
 * Does a step, and takes it back where it fails and can be: what it exchanged is kept before. Throws what failed, with
 * what became of the machine: `upgrade-rolled-back`, `rollback-failed`, or the failure itself with why it stays.
 */
export async function withWayBack(work: Work, step: UpgradeStep, upgrade: () => Promise<number>): Promise<number> {
  const machine = work.components.prepared?.machines.find(({ plan }) => plan.machine === step.machine);
  if (!machine) throw new Error(`machine ${step.machine} was not compared`);
  const isWanted = work.input.rollback !== false;
  if (step.rollback?.isPossible) await keepFormer(machine, step).catch((error) => refuseIf(isWanted, error));
  const changed = await upgrade().catch(async (error: unknown) => {
    if (!(error instanceof StackError) || error.ending !== "failed") throw error;
    throw await endOf({ work, machine, step, isWanted }, error);
  });
  if (step.rollback?.isPossible) await forgetFormer(machine);
  return changed;
}

/** Who does not go back bears that nothing was kept. */
function refuseIf(isWanted: boolean, error: unknown): void {
  if (isWanted || !(error instanceof StackError)) throw error;
}

interface Failed {
  work: Work;
  machine: PreparedMachine;
  step: UpgradeStep;
  isWanted: boolean;
}

async function endOf(failed: Failed, failure: StackError): Promise<StackError> {
  const { work, step, isWanted } = failed;
  const remedy = remedyOf(work.components);
  const reason = isWanted ? whyNot(work.components, step) : "--no-rollback was given";
  if (reason !== undefined) return notRolledBack(failure, reason, remedy);
  try {
    return await goBack(failed, failure);
  } catch (error) {
    if (!(error instanceof StackError)) throw error;
    return rollbackFailed(failure, error.message, remedy);
  }
}

function whyNot(components: UpgradeRun, step: UpgradeStep): string | undefined {
  const begun = migrationsOf(components, step).filter(({ state }) => state !== "due");
  if (begun.length > 0) return `"${begun.map(({ name }) => name).join('", "')}" began to migrate its data`;
  return step.rollback?.isPossible ? undefined : (step.rollback?.reason ?? "it was planned without");
}

async function goBack({ work, machine, step }: Failed, failure: StackError): Promise<StackError> {
  const { components, health, afterPackages } = work;
  const { events, folder } = components.run;
  events.emit({
    type: "warning",
    message: `${sentence(failure)} Going back to its former packages.`,
  });
  const back = await bringFormerBack(machine, step);
  if (back.length > 0) await restartServices(machine, step);
  await afterPackages(step);
  const failing = await health(step);
  if (failing.length > 0) return rollbackFailed(failure, failing.join("; "), remedyOf(components));
  await forgetFormer(machine);
  if (components.record) {
    components.record = changeStep(components.record, step, {
      rolledBackAt: new Date().toISOString(),
      begunAt: undefined,
    });
    await writeRecord(folder, components.record);
  }
  return rolledBack(failure, back);
}

/** How data come back where packages do not. */
function remedyOf({ record, run }: UpgradeRun): string {
  const { backup } = record ?? {};
  if (backup === undefined) return "There is no backup of before.";
  return `\`restore -b ${run.folder.root} --at ${backup} --overwrite-newer\` puts the data of before back.`;
}
