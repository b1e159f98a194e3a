import { type Host, roleModule, type SolutionStep, solve } from "@lambdastack/core";
import { allModules, type RelatedModules, withTypes } from "./cluster-modules.ts";
import { nothingToSolve } from "./errors.ts";

/** What would have to be applied for some roles or components, and what of it the cluster has. */
export interface Solution {
  goals: readonly string[];
  /** In the order of applying. */
  steps: readonly SolutionStep[];
  /** Names of modules that are there already, alphabetical; empty where no cluster is known. */
  present: readonly string[];
}

/** Throws `no-solution` (refused), and for names that are neither a role nor a component of one. */
export function solutionFor(host: Host, names: readonly string[], cluster: RelatedModules | undefined): Solution {
  const goals = [...new Set(names.flatMap((name) => rolesFor(host, name)))].sort();
  const { roles, providers } = allModules(host);
  const present = cluster ? [...cluster.providers, ...cluster.roles.map(roleModule)] : [];
  const steps = solve({ roles, providers: cluster ? [] : providers, goals, present });
  return { goals, steps: withTypes(host, steps), present: present.map(({ name }) => name).sort() };
}

/** A role, in either spelling, or a module, else the roles that name the component as theirs. */
function rolesFor(host: Host, name: string): string[] {
  const role = name.replaceAll("_", "-");
  if (host.roles.has(role) || host.modules.has(role)) return [role];
  const bringing = [...host.roles.values()].filter(({ manifest: { components } }) =>
    Array.isArray(components) ? components.includes(name) : false,
  );
  if (bringing.length === 0) throw nothingToSolve(name, [...host.roles.keys(), ...host.modules.keys()]);
  return bringing.map(({ manifest }) => manifest.name);
}

/** The solution for people. */
export function solutionText({ goals, steps, present }: Solution): string {
  if (steps.length === 0) return `${goals.join(", ")}: all of it is there.`;
  const lines = steps.map(({ name, version, type, because, alternatives }, index) => {
    const kind = type === "role" ? "" : `${type} `;
    const reasons = because.map(({ role, requires }) => `${role} requires ${requires}`);
    const why = reasons.length === 0 ? "asked for" : reasons.join("; ");
    const instead = alternatives.length === 0 ? "" : ` (instead: ${alternatives.join(", ")})`;
    return `  ${index + 1}. ${kind}${name} ${version}: ${why}${instead}`;
  });
  const there = present.length === 0 ? [] : [`There already: ${present.join(", ")}.`];
  return [
    `For ${goals.join(", ")}, in this order:`,
    ...lines,
    ...there,
    "Apply one after the other: components apply NAME. Or add roles to components of the cluster document, then: lambdastack apply -f FILE",
  ].join("\n");
}
