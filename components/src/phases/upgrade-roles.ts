import {
  type ComponentsHooks,
  type Phase,
  type PreparedMachine,
  packageManagers,
  type Resource,
} from "@lambdastack/core";
import { announced } from "../tasks/announced.ts";
import { type AroundPackages, aroundPackages } from "../upgrade/around-packages.ts";
import { downgrade, packageFailed, unhealthyAfter } from "../upgrade/errors.ts";
import { type Health, healthOf } from "../upgrade/health.ts";
import { type InRounds, inRounds } from "../upgrade/in-rounds.ts";
import { makeAsWanted } from "../upgrade/make-as-wanted.ts";
import { offersOf } from "../upgrade/offers.ts";
import { watchServices } from "../upgrade/services.ts";
import { withDone, writeRecord } from "../upgrade/upgrade-record.ts";
import { remaining, type UpgradedPackage, type UpgradeRun, type UpgradeStep } from "../upgrade/upgrade-run.ts";

/** Seconds that one package may take, as in `apply`. */
const INSTALLING = 1800;

interface Work {
  components: UpgradeRun;
  hooks: ComponentsHooks;
  health: Health;
  around: AroundPackages;
  rounds: InRounds;
}

/** One step after another: packages, services, then the role's own test. What is done is written down before the next one begins. */
export const upgradeRoles = (hooks: ComponentsHooks): Phase<UpgradeRun> => ({
  name: "upgrade-roles",
  title: "Upgrading roles",
  async run(components) {
    const { run, record, prepared } = components;
    if (!record || !prepared) throw new Error("roles are upgraded before that was planned");
    await writeRecord(run.folder, record);
    const steps = remaining(record);
    if (steps.length === 0) return "nothing to upgrade";
    const work = {
      components,
      hooks,
      health: await healthOf(components, hooks),
      around: await aroundPackages(components, hooks),
      rounds: await inRounds(components, hooks),
    };
    const asked = { machines: prepared.allMachines };
    for (const step of steps) {
      await announced({ run, hooks, asked, task: "upgrade" }, step, () => upgrade(work, step));
      components.record = withDone(components.record ?? record, step);
      await writeRecord(run.folder, components.record);
    }
    return `${steps.length} steps done`;
  },
});

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
  if (failing.length > 0) throw unhealthyAfter(step, failing);
  return step.packages.length;
}

/** Asked again at its place: someone may have gone further since it was planned. */
async function bring(machine: PreparedMachine, step: UpgradeStep, wanted: UpgradedPackage): Promise<void> {
  const { facts, session } = machine.run;
  const asked = { name: wanted.name, version: wanted.to };
  const [offer] = await offersOf(machine, [asked]);
  if (offer?.order === "older") throw downgrade(step, { ...wanted, from: offer.installed });
  const script = packageManagers[facts.os.family].install(asked);
  const result = await session?.run({ purpose: `upgrade ${wanted.name}`, script, timeLimit: INSTALLING });
  if (result?.status !== 0) throw packageFailed(step, wanted, result?.stderr.trim() ?? "it does not run");
}
