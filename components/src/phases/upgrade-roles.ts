import {
  type ComponentsHooks,
  type Phase,
  type PreparedMachine,
  packageManagers,
  type Resource,
  StackError,
  throwProblems,
} from "@lambdastack/core";
import { askOthers } from "../apply/ask-others.ts";
import { announced } from "../tasks/announced.ts";
import { type AroundPackages, aroundPackages } from "../upgrade/around-packages.ts";
import { packageFailed, unhealthyAfter } from "../upgrade/errors.ts";
import { type Health, healthOf } from "../upgrade/health.ts";
import { type InRounds, inRounds } from "../upgrade/in-rounds.ts";
import { makeAsWanted } from "../upgrade/make-as-wanted.ts";
import { offersOf } from "../upgrade/offers.ts";
import { requireOthersHealthy } from "../upgrade/require-others-healthy.ts";
import { stepsAfterPackages } from "../upgrade/rollback/steps-after-packages.ts";
import { withWayBack } from "../upgrade/rollback/with-way-back.ts";
import { watchServices } from "../upgrade/services.ts";
import { changeStep, withDone, writeRecord } from "../upgrade/upgrade-record.ts";
import {
  remaining,
  type UpgradedPackage,
  type UpgradeInput,
  type UpgradeRun,
  type UpgradeStep,
} from "../upgrade/upgrade-run.ts";
import { upgradeTasks } from "../upgrade/upgrade-tasks.ts";

/** Seconds that one package may take, as in `apply`. */
const INSTALLING = 1800;

interface Work {
  components: UpgradeRun;
  hooks: ComponentsHooks;
  input: UpgradeInput;
  health: Health;
  afterPackages: ReturnType<typeof stepsAfterPackages>;
  around: AroundPackages;
  rounds: InRounds;
}

/** One step after another: packages, services, then the role's own test. What is done is written down before the next one begins. */
export const upgradeRoles = (hooks: ComponentsHooks, input: UpgradeInput = {}): Phase<UpgradeRun> => ({
  name: "upgrade-roles",
  title: "Upgrading roles",
  async run(components) {
    const { run, record, prepared } = components;
    if (!record || !prepared) throw new Error("roles are upgraded before that was planned");
    await writeRecord(run.folder, record);
    const steps = remaining(record);
    if (steps.length === 0) return "nothing to upgrade";
    const tasks = await upgradeTasks(components, hooks);
    const work = {
      components,
      hooks,
      input,
      health: await healthOf(components, hooks),
      afterPackages: stepsAfterPackages(components, tasks),
      around: aroundPackages(components, tasks),
      rounds: inRounds(components, tasks),
    };
    const asked = { machines: prepared.allMachines };
    for (const step of steps) {
      await begin(work, step);
      await announced({ run, hooks, asked, task: "upgrade" }, step, () =>
        withWayBack(work, step, () => upgrade(work, step)),
      );
      components.record = withDone(components.record ?? record, step);
      await writeRecord(run.folder, components.record);
    }
    return `${steps.length} steps done`;
  },
});

/** What an earlier run left half done is gone on with: that may be why the others are not healthy. */
async function begin({ components, health }: Work, step: UpgradeStep): Promise<void> {
  const { run, record, prepared } = components;
  if (!record || step.begunAt !== undefined) return;
  await requireOthersHealthy(step, prepared?.allMachines ?? [], health);
  components.record = changeStep(record, step, { begunAt: new Date().toISOString() });
  await writeRecord(run.folder, components.record);
}

async function upgrade({ components, health, around, rounds }: Work, step: UpgradeStep): Promise<number> {
  const machine = components.prepared?.machines.find(({ plan }) => plan.machine === step.machine);
  if (!machine) throw new Error(`machine ${step.machine} was not compared`);
  const all = async () => {
    const startAnew = await watchServices(machine, step);
    for (const wanted of step.packages) {
      components.run.checkInterrupted();
      await bring(machine, step, wanted);
    }
    await startAnew();
  };
  const one = async (name: string) => {
    components.run.checkInterrupted();
    for (const wanted of step.packages.filter((found) => found.name === name)) await bring(machine, step, wanted);
  };
  const make = (resource: Resource) => makeAsWanted(components, { step, machine, resource });
  await (rounds(step, { all, one, make }) ?? around(step, all));
  const failing = await health(step);
  if (failing.length > 0) await failUnhealthy(components, step, failing);
  return step.packages.length;
}

/** It may be because of another machine that was lost meanwhile, which is told then. */
async function failUnhealthy({ prepared }: UpgradeRun, step: UpgradeStep, failing: readonly string[]): Promise<never> {
  const unhealthy = unhealthyAfter(step, failing);
  try {
    await askOthers(step, prepared?.machines ?? []);
  } catch (error) {
    if (!(error instanceof StackError)) throw error;
    throwProblems([unhealthy, error], (count) => `The upgrade stopped for ${count} reasons.`);
  }
  throw unhealthy;
}

/** Asked again at its place: a machine that was made anew meanwhile, or that someone went further with, may be past it. */
async function bring(machine: PreparedMachine, step: UpgradeStep, wanted: UpgradedPackage): Promise<void> {
  const { facts, session } = machine.run;
  const asked = { name: wanted.name, version: wanted.to };
  const [offer] = await offersOf(machine, [asked]);
  if (offer?.order === "older") return;
  const script = packageManagers[facts.os.family].install(asked);
  const result = await session?.run({ purpose: `upgrade ${wanted.name}`, script, timeLimit: INSTALLING });
  if (result?.status !== 0) throw packageFailed(step, wanted, result?.stderr.trim() ?? "it does not run");
}
