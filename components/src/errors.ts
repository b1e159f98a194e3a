import { nearest, StackError } from "@lambdastack/core";

export const undeclaredPublication = (role: string, name: string) =>
  new StackError("undeclared-publication", `Role ${role} publishes ${name}, which its role.yml does not declare.`, {
    hint: `Add ${name} under publishes in the role's role.yml.`,
    ending: "invalid",
  });

export const unknownMachines = (names: readonly string[], known: readonly string[]) =>
  new StackError("unknown-machines", `There is no machine ${names.join(", ")}.`, {
    hint: `The cluster has ${known.join(", ")}.`,
    ending: "invalid",
  });

export const unknownComponents = (names: readonly string[], known: readonly string[]) =>
  new StackError("unknown-components", `The cluster has no component ${names.join(", ")}.`, {
    hint: `It has ${known.join(", ")}.`,
    ending: "invalid",
  });

export const rolesFailed = (problems: readonly StackError[], skipped: number, next: string) =>
  new StackError(
    "roles-failed",
    `${problems.length} failed${skipped ? `, ${skipped} did not start because of it` : ""}.`,
    {
      hint: `Everything that was done is recorded. Mend the cause and go on with: ${next}`,
      ending: problems.every(({ ending }) => ending === "interrupted") ? "interrupted" : "failed",
      problems,
    },
  );

export const inventoryMissing = (path: string) =>
  new StackError("inventory-missing", `There is no inventory at ${path}.`, {
    hint: "Run `infra apply -f input.yaml` first, or write one by hand (docs/inventory.md).",
    ending: "refused",
  });

export const waitsForItself = (path: readonly string[]) =>
  new StackError("waits-for-itself", `Outputs are used in a circle: ${path.join(" -> ")}.`, {
    hint: "Let one role produce the value and the others use it.",
    ending: "invalid",
  });

export function nothingToSolve(name: string, roles: readonly string[]) {
  const meant = nearest(name, roles);
  return new StackError("unknown-role", `There is no role "${name}", and no role for a component "${name}".`, {
    ending: "invalid",
    hint: meant === undefined ? "components list shows the roles that there are." : `Did you mean "${meant}"?`,
  });
}

export const unknownRoles = (names: readonly string[], known: readonly string[], meant: string | undefined) =>
  new StackError("unknown-roles", `The cluster has no role ${names.join(", ")}.`, {
    hint: meant === undefined ? `It has ${known.join(", ")}.` : `Did you mean "${meant}"? It has ${known.join(", ")}.`,
    ending: "invalid",
  });
