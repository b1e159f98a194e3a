import type { InfrastructureChange, InfrastructurePlan } from "@lambdastack/core";

const signs: Record<InfrastructureChange["action"], string> = {
  create: "+",
  update: "~",
  start: "↑",
  delete: "-",
  replace: "±",
  join: "+",
  leave: "-",
};

/** The plan for people: a line per change, counts last. */
export function renderInfrastructurePlan({ changes, machines }: InfrastructurePlan): string {
  if (changes.length === 0) return `Machines: nothing to change, ${machines.length} as wanted.`;
  return [
    renderInfrastructureChanges(changes),
    `  ${changes.length} changes, ${machines.length} machines wanted.`,
  ].join("\n");
}

/** A line per change. */
export function renderInfrastructureChanges(changes: readonly InfrastructureChange[]): string {
  const lines = changes.flatMap(({ action, what, name, detail, drain = [] }) => [
    `  ${signs[action]} ${action} ${what} ${name}${detail ? `  (${detail})` : ""}`,
    ...drain.map((first) => `      first: ${first.action.replace("-", " ")} ${first.resource} (${first.role})`),
  ]);
  return ["Machines:", ...lines].join("\n");
}
