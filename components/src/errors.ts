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

export const buildFolderNotNamed = () =>
  new StackError("build-folder-not-named", "A module with methods of its own works on the state of a build folder.", {
    hint: "Name the folder with -b.",
    ending: "invalid",
  });

export const notAModule = (name: string, known: readonly string[]) =>
  new StackError("not-a-module", `${name} is a role for machines; it has no methods of its own.`, {
    hint:
      known.length === 0
        ? "Leave the name out, and narrow the run with --components."
        : `Modules with methods of their own: ${known.join(", ")}. Roles are narrowed with --components.`,
    ending: "invalid",
  });

export const notAContainer = (name: string) =>
  new StackError("not-a-container", `Module ${name} is written in code; only modules in containers have commands.`, {
    hint: `It has init, plan, apply and audit: components plan ${name} -b FOLDER`,
    ending: "invalid",
  });

export const notForContainers = (name: string, what: string) =>
  new StackError("not-for-containers", `Module ${name} runs in a container, and ${what} is not possible with it.`, {
    hint: "What a container would do is known only by what it prints.",
    ending: "invalid",
  });

export const versionOfCode = (name: string, version: string) =>
  new StackError(
    "version-of-code",
    `Module ${name} is written in code and has one version; ${version} was asked for.`,
    {
      hint: `Leave out :${version}.`,
      ending: "invalid",
    },
  );

export const savedModulePlanUnreadable = (file: string, why: string) =>
  new StackError("saved-plan-unreadable", `${file} is not a saved plan of a module: ${why}.`, { ending: "invalid" });

export const planOfAnother = (file: string, found: string, wanted: string) =>
  new StackError("plan-of-another-module", `${file} is a plan of ${found}, not of ${wanted}.`, { ending: "invalid" });

export const staleModulePlan = (changed: readonly string[]) =>
  new StackError("stale-plan", `The saved plan does not hold any more. Changed since: ${changed.join(", ")}.`, {
    hint: "Make a new plan and look at what it says now.",
    ending: "refused",
  });

export const stateNotReadable = (path: string, cause: Error) =>
  new StackError("state-unreadable", `The state ${path} cannot be read: ${cause.message}`, {
    ending: "invalid",
    cause,
  });

export const newerThanModule = (module: string, recorded: string, version: string) =>
  new StackError(
    "version-differs",
    `Module ${module} is of version ${version}; the state has it as ${recorded}, and apply changes no version.`,
    { hint: "Use its upgrade, or name the version that the state has.", ending: "refused" },
  );

export const lookedAndWrote = (module: string, command: string) =>
  new StackError("method-only-looks", `Module ${module}: ${command} changed the state, and may only look at it.`, {
    hint: "init, apply, audit and commands of its own may write the module's section. The state is as it was.",
    ending: "refused",
  });

export const moduleNeeded = (flag: string, instead: string) =>
  new StackError("module-needed", `${flag} goes with a module with methods of its own: components plan MODULE.`, {
    hint: `For roles on machines: ${instead}`,
    ending: "invalid",
  });
