import { type ComponentsHooks, type Phase, settleMachines } from "@lambdastack/core";
import type { PreparedComponents } from "../components-run.ts";
import { unfinishedElsewhere, unhealthyBefore } from "../upgrade/errors.ts";
import { findSteps } from "../upgrade/find-steps.ts";
import { healthOf } from "../upgrade/health.ts";
import { leadsOf } from "../upgrade/leads.ts";
import { requireAppliedAsIs } from "../upgrade/require-applied-as-is.ts";
import { requireNamed } from "../upgrade/require-named.ts";
import { readRecord } from "../upgrade/upgrade-record.ts";
import {
  remaining,
  type UpgradeInput,
  type UpgradeRecord,
  type UpgradeRun,
  type UpgradeStep,
  unitsOf,
} from "../upgrade/upgrade-run.ts";
import { upgradeTasks } from "../upgrade/upgrade-tasks.ts";

/** Finds what an earlier run left unfinished, or else what there is to upgrade, and refuses where that would destroy something. */
export const planUpgrade = (hooks: ComponentsHooks, { anew = false, to }: UpgradeInput): Phase<UpgradeRun> => ({
  name: "plan-upgrade",
  title: "Looking for what to upgrade",
  async run(components) {
    const { prepared, run } = components;
    if (!prepared) throw new Error("an upgrade is planned before roles were compared");
    const tasks = await upgradeTasks(components, hooks);
    const { machines } = prepared;
    const earlier = anew ? undefined : await readRecord(run.folder);
    if (earlier) {
      requireSame(earlier, { prepared, to });
      requireAppliedAsIs({ ...tasks, machines, steps: untouched(earlier) });
      components.record = earlier;
      return `${remaining(earlier).length} steps remain of the upgrade of ${earlier.at}`;
    }
    const steps = await findSteps(prepared, { ...tasks, to, leads: await leadsOf(components, hooks) });
    requireNamed({ ...tasks, machines, steps });
    requireAppliedAsIs({ ...tasks, machines, steps });
    await requireHealthy(components, steps, hooks);
    components.record = { format: 1, at: new Date().toISOString(), ...(to !== undefined && { to }), steps };
    return `${steps.length} steps`;
  },
});

/** What an earlier run left is finished as a whole, and as it was asked for. */
function requireSame(
  record: UpgradeRecord,
  { prepared, to }: { prepared: PreparedComponents; to: string | undefined },
) {
  const { selection, machines } = prepared;
  const isThere = (name: string) => machines.some(({ plan }) => plan.machine === name);
  const left = remaining(record).filter((step) => !isThere(step.machine) || !selection.unit(step));
  if (left.length > 0) throw unfinishedElsewhere(left);
  if (to !== undefined && to !== record.to) throw unfinishedElsewhere(remaining(record));
}

/** The step that was under way may have left its machine half done. */
function untouched(record: UpgradeRecord): UpgradeStep[] {
  const [next, ...others] = remaining(record);
  return others.filter(({ role, machine }) => role !== next?.role || machine !== next.machine);
}

/** Machines of an ensemble go down one after another, which only a whole one bears. */
async function requireHealthy(
  components: UpgradeRun,
  steps: readonly UpgradeStep[],
  hooks: ComponentsHooks,
): Promise<void> {
  if (steps.length === 0) return;
  const health = await healthOf(components, hooks);
  const machines = (components.prepared?.allMachines ?? []).filter(({ name }) =>
    steps.some(({ machine }) => machine === name),
  );
  const failing = await settleMachines(machines, async ({ name }) => {
    const found: string[] = [];
    for (const step of unitsOf(steps).filter(({ machine }) => machine === name))
      found.push(...(await health(step)).map((one) => `${step.role} on ${name}: ${one}`));
    return found;
  });
  if (failing.flat().length > 0) throw unhealthyBefore(failing.flat());
}
