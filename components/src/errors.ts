import { nearest, StackError } from "@lambdastack/core";

export const undeclaredPublication = (role: string, name: string) =>
  new StackError("undeclared-publication", `Role ${role} publishes ${name}, which its role.yml does not declare.`, {
    hint: `Add ${name} under publishes in the role's role.yml.`,
    ending: "invalid",
  });

export interface WrongValue {
  role: string;
  machine: string;
  /** Name of the value. */
  name: string;
  problem: string;
  /** Roles of the cluster that read the value. */
  consumers: readonly string[];
}

export const wrongPublication = ({ role, machine, name, problem, consumers }: WrongValue) =>
  new StackError(
    "wrong-publication",
    `Role ${role} on ${machine} publishes ${name} other than its role.yml says: ${problem}.`,
    {
      hint: `Let the task and role.yml agree${consumers.length === 0 ? "" : `; ${consumers.join(", ")} read${consumers.length === 1 ? "s" : ""} it`}.`,
      ending: "invalid",
    },
  );

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

export const noMachineNamed = () =>
  new StackError("no-machine-named", "--leaving names no machine.", {
    hint: "Name those that are to go: --leaving demo-kafka-4",
    ending: "invalid",
  });

export const noPlaceForRole = (role: string, components: readonly string[]) =>
  new StackError(
    "no-place-for-role",
    `No component of the cluster has the role ${role}, nor does its role.yml name one.`,
    {
      hint: `Say which are to have it: components apply ${role} --on ${components[0] ?? "COMPONENT"}. The cluster has ${components.join(", ")}.`,
      ending: "invalid",
    },
  );

export const requirementNotApplied = (role: string, first: readonly string[]) =>
  new StackError(
    "requirement-not-applied",
    `The role ${role} requires ${first.join(" or ")}, which is part of this cluster and not applied yet.`,
    { hint: `Apply it first: ${first.map((name) => `components apply ${name}`).join(", or ")}.`, ending: "refused" },
  );

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

export const nothingToAdoptInto = () =>
  new StackError("nothing-to-adopt-into", "There is no file of documents that changes by hand could be written to.", {
    hint: "Name yours: --adopt -f input.yaml.",
    ending: "invalid",
  });

export const changedByHand = (lines: readonly string[]) =>
  new StackError("changed-by-hand", `The upgrade would lose what was changed by hand:\n  ${lines.join("\n  ")}`, {
    hint: "Take it over first (components audit -f input.yaml --adopt), or have an apply undo it.",
    ending: "refused",
  });

export const versionIsUpgraded = (
  machine: string,
  found: { role: string; package: string; runs: string; wanted: string },
) =>
  new StackError(
    "version-upgraded",
    `On ${machine}, role ${found.role} runs with ${found.package} ${found.runs}, and the documents ask for ${found.wanted}.`,
    {
      hint: "`apply` does not change the version of what runs: run `lambdastack upgrade -f input.yaml`, or put the version that runs into the document.",
      ending: "refused",
    },
  );

export const noVersionedRole = (roles: readonly string[]) =>
  new StackError("no-versioned-role", "No role of this run names the version of its product in its configuration.", {
    hint: `It is about ${roles.join(", ")}; --components chooses others.`,
    ending: "invalid",
  });

export const adoptOrUpgrade = () =>
  new StackError("adopt-or-upgrade", "--adopt and --to cannot be given together.", {
    hint: "Take changes over first, then ask what an upgrade would lose.",
    ending: "invalid",
  });

export const notConfigurable = (role: string) =>
  new StackError("not-configurable", `The role ${role} has no configuration: it brings no schema.yml.`, {
    hint: "There is nothing to compute for it.",
    ending: "invalid",
  });

export const onWithoutRole = (on: string) =>
  new StackError("on-without-role", `--on ${on} says where a role goes, and no role is named.`, {
    hint: `Name it: components apply ROLE --on ${on}. To narrow a run to components there is --components.`,
    ending: "invalid",
  });

export const unknownRoles = (names: readonly string[], known: readonly string[], meant: string | undefined) =>
  new StackError("unknown-roles", `The cluster has no role ${names.join(", ")}.`, {
    hint: meant === undefined ? `It has ${known.join(", ")}.` : `Did you mean "${meant}"? It has ${known.join(", ")}.`,
    ending: "invalid",
  });
