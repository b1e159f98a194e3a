import { StackError } from "@lambdastack/core";

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
      hint: `Leave out @${version}.`,
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
export const onForModule = (name: string) =>
  new StackError("on-for-module", `--on says where a role goes, and module ${name} goes on no machine.`, {
    hint: "Leave out --on.",
    ending: "invalid",
  });
