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
import { askOthersBeforeChange } from "../apply/ask-others.ts";
import { earlyPackages, roleOfPackages } from "../apply/early-packages.ts";
import { recordGone, recordRole } from "../apply/record-role.ts";
import { runUnits, type Unit, type UnitEnd } from "../apply/run-units.ts";
import { tally } from "../apply/tally.ts";
import { groundwork, unitGraph } from "../apply/unit-graph.ts";
import type { ComponentsRun, PreparedComponents } from "../components-run.ts";
import { rolesFailed } from "../errors.ts";

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
    const counted = tally();
    const ends = await runUnits({
      graph: unitGraph(prepared),
      concurrency: run.workspace.settings.concurrency,
      run: async (unit) => {
        run.checkInterrupted();
        await counted.add(runUnit(work, unit));
      },
      runTogether: async (units) => {
        run.checkInterrupted();
        const together = applyAnsible(work, units);
        await counted.add(together.then(({ changed }) => changed));
        return (await together).failed;
      },
    });
    await recordRoles(work, ends);
    throwFailures(components, ends);
    return `${counted.total()} changed`;
  },
});

async function runUnit(work: Work, unit: Unit): Promise<number> {
  if (unit.role === groundwork) return layGround(work, unit);
  if (isAnsibleTask(work.prepared.roles.get(unit.role)?.tasks.apply)) {
    const { failed, changed } = await applyAnsible(work, [unit]);
    for (const error of failed.values()) throw error;
    return changed;
  }
  const role = roleOfPackages(unit.role);
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
function installEarly(work: Work, unit: Unit): Promise<number> {
  const machine = preparedOf(work, unit);
  const options = { version: versionOf(work, unit.role), ...changeOptions(work) };
  return applyRole(machine, unit.role, { ...options, only: earlyPackages(machine, unit.role) });
}

/** Secrets that tasks asked for exist before anything needs them. */
function createSecrets({ run }: ComponentsRun, { secrets }: PreparedComponents): void {
  for (const [name, { recipe }] of secrets) if (run.secrets.read(name) === undefined) run.secrets.ensure(name, recipe);
}

const preparedOf = ({ prepared }: Work, { machine }: Unit): PreparedMachine => {
  const found = prepared.machines.find(({ plan }) => plan.machine === machine);
  if (!found) throw new Error(`machine ${machine} was not compared`);
  return found;
};

const versionOf = ({ prepared }: Work, role: string): string => prepared.roles.get(role)?.manifest.version ?? "";

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
  const roles = selection.isWhole(unit.machine)
    ? undefined
    : preparedOf(work, unit).run.machine.roles.filter((role) => selection.unit({ ...unit, role }));
  return applyRemovals(preparedOf(work, unit), { ...changeOptions(work), ...(roles ? { roles } : {}) });
}

async function applyUnit(work: Work, unit: Unit): Promise<number> {
  const { components, hooks } = work;
  const { events } = components.run;
  const machine = preparedOf(work, unit);
  const { ordering, machines } = work.prepared;
  if (ordering.rolling.has(unit.role)) await askOthersBeforeChange(unit, machines);
  const happening = { role: unit.role, task: "apply" as const, machine: machine.run.machine };
  const begun = performance.now();
  events.emit({ type: "task-started", role: unit.role, task: "apply", machine: unit.machine });
  await hooks.beforeTask.promise(happening);
  const changed = await applyRole(machine, unit.role, { version: versionOf(work, unit.role), ...changeOptions(work) });
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
