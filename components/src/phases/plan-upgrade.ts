import { type ComponentsHooks, type Phase, settleMachines } from "@lambdastack/core";
import type { PreparedComponents } from "../components-run.ts";
import { unfinishedElsewhere, unhealthyBefore } from "../upgrade/errors.ts";
import { findSteps } from "../upgrade/find-steps.ts";
import { healthOf } from "../upgrade/health.ts";
import { leadsOf } from "../upgrade/leads.ts";
import { planMigrations } from "../upgrade/migration/plan-migrations.ts";
import { requireMigrated } from "../upgrade/migration/require-migrated.ts";
import { findNeeds } from "../upgrade/needs/find-needs.ts";
import { requireNeeds } from "../upgrade/needs/require-needs.ts";
import { readEarlier } from "../upgrade/read-earlier.ts";
import { requireAppliedAsIs } from "../upgrade/require-applied-as-is.ts";
import { requireNamed } from "../upgrade/require-named.ts";
import { findWaysBack } from "../upgrade/rollback/find-ways-back.ts";
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
export const planUpgrade = (hooks: ComponentsHooks, input: UpgradeInput): Phase<UpgradeRun> => ({
  name: "plan-upgrade",
  title: "Looking for what to upgrade",
  async run(components) {
    const { prepared, run } = components;
    const { anew = false, to } = input;
    if (!prepared) throw new Error("an upgrade is planned before roles were compared");
    const tasks = await upgradeTasks(components, hooks);
    const { machines } = prepared;
    const { record: earlier, forgotten, isHalfDone } = await readEarlier(run.folder, anew);
    if (earlier) {
      requireSame(earlier, { prepared, to });
      requireAppliedAsIs({ ...tasks, machines, steps: untouched(earlier) });
      components.record = earlier;
      checkNeeds(components, input);
      return `${remaining(earlier).length} steps remain of the upgrade of ${earlier.at}`;
    }
    const leads = await leadsOf(components, hooks);
    const found = await findSteps(prepared, { ...tasks, to, leads, isHalfDone });
    const planned = await planMigrations(components, hooks, found);
    if (forgotten) requireMigrated(forgotten, planned);
    requireNamed({ ...tasks, machines, steps: planned });
    requireAppliedAsIs({ ...tasks, machines, steps: without(planned, isHalfDone) });
    // the others of its role may say that it is down, and it comes first
    await requireHealthy(
      components,
      without(planned, ({ role }) => planned.some((one) => one.role === role && isHalfDone(one))),
      hooks,
    );
    const at = new Date().toISOString();
    const steps = await findWaysBack(prepared, planned, isHalfDone);
    components.record = { format: 1, at, ...(to !== undefined && { to }), steps };
    checkNeeds(components, input);
    return `${steps.length} steps`;
  },
});

const without = (steps: readonly UpgradeStep[], isLeft: (step: UpgradeStep) => boolean): UpgradeStep[] =>
  steps.filter((step) => !isLeft(step));

function checkNeeds(components: UpgradeRun, { returnNeeds = false }: UpgradeInput): void {
  const { prepared, record } = components;
  components.needs = prepared && record ? findNeeds(prepared, remaining(record)) : [];
  if (!returnNeeds) requireNeeds(components, components.needs);
}

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
