import {
  applyRemovals,
  applyRole,
  type ComponentsHooks,
  isAnsibleTask,
  isMarked,
  markMachine,
  type Phase,
  type PreparedMachine,
  StackError,
} from "@lambdastack/core";
import { applyTogether } from "../ansible/apply-together.ts";
import { earlyPackages, packagesOf } from "../apply/early-packages.ts";
import { recordGone, recordRole } from "../apply/record-role.ts";
import { rollingOrder } from "../apply/rolling-order.ts";
import { runUnits, type Unit, type UnitEnd, type UnitGraph } from "../apply/run-units.ts";
import type { ComponentsRun, PreparedComponents } from "../components-run.ts";
import { rolesFailed } from "../errors.ts";

/** Comes before every role of a machine: the mark, and removal of what left the list. No role can have this name. */
const groundwork = "(groundwork)";

interface Work {
  components: ComponentsRun;
  prepared: PreparedComponents;
  hooks: ComponentsHooks;
}

/** Makes every machine as its roles want it. A failure stops what needs it; all else ends; then every failure is thrown. */
export const applyRoles = (hooks: ComponentsHooks): Phase<ComponentsRun> => ({
  name: "apply-roles",
  title: "Applying roles",
  async run(components) {
    const { run, prepared } = components;
    if (!prepared) throw new Error("roles are applied before they were compared");
    createSecrets(components, prepared);
    const work = { components, prepared, hooks };
    let changed = 0;
    const ends = await runUnits({
      graph: graphOf(prepared),
      concurrency: run.workspace.settings.concurrency,
      run: async (unit) => {
        run.checkInterrupted();
        changed += await runUnit(work, unit);
      },
      runTogether: async (units) => {
        run.checkInterrupted();
        const together = await applyAnsible(work, units);
        changed += together.changed;
        return together.failed;
      },
    });
    await recordRoles(work, ends);
    throwFailures(components, ends);
    return `${changed} changed`;
  },
});

async function runUnit(work: Work, unit: Unit): Promise<number> {
  if (unit.role === groundwork) return layGround(work, unit);
  if (isAnsibleTask(work.prepared.roles.get(unit.role)?.tasks.apply)) {
    const { failed, changed } = await applyAnsible(work, [unit]);
    for (const error of failed.values()) throw error;
    return changed;
  }
  const role = work.prepared.ordering.order.find((name) => packagesOf(name) === unit.role);
  return role === undefined ? applyUnit(work, unit) : installEarly(work, { ...unit, role });
}

/** Units of one role. */
function applyAnsible(work: Work, units: readonly Unit[]) {
  const { roles, ansible } = work.prepared;
  const role = roles.get(units[0]?.role ?? "");
  if (!role) throw new Error("an Ansible role was not found");
  const ground = (machine: string) => applyUnit(work, { role: role.name, machine });
  return applyTogether({ role, machines: units.map(({ machine }) => machine), work: ansible, ground });
}

/** Machines of a rolling role get its packages together; the rest of it one after another. */
async function installEarly(work: Work, { role, machine: name }: Unit): Promise<number> {
  const machine = preparedOf(work, { role, machine: name });
  if (!work.prepared.selection.unit({ role, machine: name }) || !machine.run.machine.roles.includes(role)) return 0;
  const version = work.prepared.roles.get(role)?.manifest.version ?? "";
  return applyRole(machine, role, { version, only: earlyPackages(machine, role), ...changeOptions(work) });
}

/** Secrets that tasks asked for exist before anything needs them. */
function createSecrets({ run }: ComponentsRun, { secrets }: PreparedComponents): void {
  for (const [name, { recipe }] of secrets) if (run.secrets.read(name) === undefined) run.secrets.ensure(name, recipe);
}

function graphOf(prepared: PreparedComponents): UnitGraph {
  const { ordering, machines, outputs, roles } = prepared;
  const { order, before, rolling } = ordering;
  const names = machines.map(({ plan }) => plan.machine);
  const ofRoles = Object.fromEntries(order.map((role) => [role, machinesOf(prepared, role)]));
  const early = order.filter((role) => rolling.has(role) && before[role]?.length === 0).map(packagesOf);
  const ofPackages = Object.fromEntries(early.map((name) => [name, names]));
  return {
    order: [groundwork, ...early, ...order],
    before,
    machines: { [groundwork]: names, ...ofPackages, ...ofRoles },
    rolling,
    together: new Set(order.filter((role) => !rolling.has(role) && isAnsibleTask(roles.get(role)?.tasks.apply))),
    outputs,
  };
}

/** Where members wait for what another one gives them, that one comes first already. */
function machinesOf({ ordering, machines, selection, outputs }: PreparedComponents, role: string): string[] {
  const mine = machines.filter(
    ({ run, plan }) => run.machine.roles.includes(role) && selection.unit({ role, machine: plan.machine }),
  );
  const waits = mine.some(({ plan }) => outputs({ role, machine: plan.machine }).some((unit) => unit.role === role));
  const ordered = ordering.rolling.has(role) && !waits ? rollingOrder(mine, role) : mine;
  return ordered.map(({ plan }) => plan.machine);
}

const preparedOf = ({ prepared }: Work, { machine }: Unit): PreparedMachine => {
  const found = prepared.machines.find(({ plan }) => plan.machine === machine);
  if (!found) throw new Error(`machine ${machine} was not compared`);
  return found;
};

const changeOptions = ({ components: { run } }: Work) => ({
  signal: run.workspace.settings.signal,
  recorded: (applied: Parameters<typeof run.applied.write>[0]) => run.applied.write(applied),
});

async function layGround(work: Work, unit: Unit): Promise<number> {
  const { run } = work.components;
  const { selection } = work.prepared;
  const lineage = (await run.state.read())?.lineage ?? "";
  const gathered = run.facts.get(unit.machine);
  const { takeOver } = run.workspace.settings;
  if (gathered && !isMarked(unit.machine, gathered.facts, { lineage, takeOver }))
    await markMachine(await run.sessions.get(unit.machine), lineage);
  const roles = selection.isNarrowed
    ? preparedOf(work, unit).run.machine.roles.filter((role) => selection.unit({ ...unit, role }))
    : undefined;
  return applyRemovals(preparedOf(work, unit), { ...changeOptions(work), ...(roles ? { roles } : {}) });
}

async function applyUnit(work: Work, unit: Unit): Promise<number> {
  const { components, prepared, hooks } = work;
  const { events } = components.run;
  const machine = preparedOf(work, unit);
  const version = prepared.roles.get(unit.role)?.manifest.version ?? "";
  const happening = { role: unit.role, task: "apply" as const, machine: machine.run.machine };
  const begun = performance.now();
  events.emit({ type: "task-started", role: unit.role, task: "apply", machine: unit.machine });
  await hooks.beforeTask.promise(happening);
  const changed = await applyRole(machine, unit.role, { version, ...changeOptions(work) });
  await hooks.afterTask.promise(happening);
  const milliseconds = Math.round(performance.now() - begun);
  events.emit({ type: "task-finished", role: unit.role, task: "apply", machine: unit.machine, milliseconds, changed });
  return changed;
}

/** One section per role, after all of its machines have ended. */
async function recordRoles({ components, prepared }: Work, ends: readonly UnitEnd[]): Promise<void> {
  for (const name of prepared.ordering.order) {
    const mine = ends.filter(({ unit }) => unit.role === name);
    const role = prepared.roles.get(name);
    if (!role || mine.length === 0) continue;
    await recordRole(components.run, {
      role,
      status: mine.every(({ end }) => end === "done") ? "applied" : "failed",
      machines: prepared.allMachines
        .filter(({ roles }) => roles.includes(name))
        .map((machine) => machine.name)
        .sort(),
      published: isAnsibleTask(role.tasks.apply) ? prepared.ansible.published(name) : (prepared.published[name] ?? {}),
    });
  }
  await recordGone(components.run, new Set(prepared.ordering.order));
}

function throwFailures({ run }: ComponentsRun, ends: readonly UnitEnd[]): void {
  const failures = ends.flatMap((end) => (end.end === "failed" ? [end.error] : []));
  const bug = failures.find((failure) => !(failure instanceof StackError));
  if (bug !== undefined) throw bug;
  if (failures.length === 0) return;
  const skipped = ends.filter(({ end }) => end === "skipped").length;
  throw rolesFailed(failures as StackError[], skipped, `lambdastack apply -b ${run.folder.root}`);
}
