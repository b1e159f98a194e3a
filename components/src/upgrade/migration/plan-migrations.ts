import { type ComponentsHooks, prepareSteps, type StackError, throwProblems } from "@lambdastack/core";
import { type AskedRoles, askRoles } from "../../tasks/ask-roles.ts";
import type { UpgradeRun, UpgradeStep } from "../upgrade-run.ts";
import { isDue } from "./due.ts";
import { needsAllMachines } from "./errors.ts";

/**
 * The steps with the data that each of them migrates. Refused where something is to be done once for all machines of a role
 * and the run leaves one of them out: it would come too early, or never.
 */
export async function planMigrations(
  components: UpgradeRun,
  hooks: ComponentsHooks,
  steps: readonly UpgradeStep[],
): Promise<UpgradeStep[]> {
  const asked = await askRoles(components, { task: "upgrade", hooks });
  const left = (role: string) =>
    components.machines
      .filter(({ machine }) => machine.roles.includes(role) && !asked.selection.unit({ role, machine: machine.name }))
      .map(({ machine }) => machine.name);
  const planned = steps.map((step) => {
    const own = stepsOf(components, asked, step).filter((one) => isDue(one, step, steps));
    const migrations = own
      .filter(({ props }) => props.migrates === true)
      .map(({ props }) => ({
        name: String(props.name),
        state: "due" as const,
        ...(props.once === true && { once: true }),
      }));
    const once = own.find(({ props }) => props.once === true);
    const missing = left(step.role);
    const problems = once && missing.length > 0 ? [needsAllMachines(step.role, String(once.props.name), missing)] : [];
    return { step: migrations.length > 0 ? { ...step, migrations } : step, problems };
  });
  throwProblems(distinct(planned.flatMap(({ problems }) => problems)), (count) => `${count} roles need all machines.`);
  return planned.map(({ step }) => step);
}

/** Validated here, so that a task that is wrong is told before anything changes. */
function stepsOf({ run }: UpgradeRun, asked: AskedRoles, { role, machine }: UpgradeStep) {
  const own = asked
    .resourcesOn(machine)
    .filter((one) => one.role === role)
    .map((one) => ({ ...one, resources: one.resources.filter(({ type }) => type === "step") }));
  prepareSteps(own, { machine, secrets: run.secrets, outputs: run.outputs });
  return own.flatMap(({ resources }) => resources);
}

const distinct = (problems: readonly StackError[]): StackError[] => [
  ...new Map(problems.map((problem) => [problem.message, problem])).values(),
];
