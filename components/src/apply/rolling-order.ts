import type { PreparedMachine } from "@lambdastack/core";

/**
 * The order in which the machines of a rolling role are worked on. Where at least two run the role whole, those come first
 * that do not: an ensemble takes in a new or stopped member before it does without a running one for a moment. Else the
 * order stays: the first member is what the others join.
 */
export function rollingOrder(machines: readonly PreparedMachine[], role: string): readonly PreparedMachine[] {
  const lacking = machines.filter((machine) => lacksSomething(machine, role));
  const whole = machines.filter((machine) => !lacking.includes(machine));
  return whole.length < 2 ? machines : [...lacking, ...whole];
}

/** Something of the role is not there at all, or does not run. */
function lacksSomething({ plan }: PreparedMachine, role: string): boolean {
  return plan.changes.some(
    (change) => change.role === role && (change.action === "create" || change.action === "start"),
  );
}
