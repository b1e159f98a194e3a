import { StackError } from "../errors/stack-error.ts";

export const inputMissing = () =>
  new StackError("input-missing", "Neither input documents nor a build folder were named.", {
    hint: "Give -f input.yaml, or -b build/<cluster> for what was last applied.",
    ending: "invalid",
  });

export const nothingApplied = (root: string) =>
  new StackError("nothing-applied", `${root} holds no state: nothing has been applied there yet.`, {
    hint: "Run `lambdastack apply -f input.yaml` first, or name another build folder with -b.",
    ending: "refused",
  });

export const interruptedRun = (next: string) =>
  new StackError("interrupted", "Interrupted; what was done is recorded.", {
    hint: `Go on with: ${next}`,
    ending: "interrupted",
  });

export const severalVersions = (role: string, versions: readonly string[]) =>
  new StackError("several-versions", `The role ${role} is asked for in the versions ${versions.join(" and ")}.`, {
    hint: "A cluster has one version of a role: name the same one in every mapping and in config/added-roles.yml.",
    ending: "invalid",
  });

export const addedRolesUnreadable = (file: string, finding: string) =>
  new StackError("added-roles-unreadable", `${file}: ${finding}.`, {
    hint: "Write it as in `web: [hello-web]`, or remove it to go by the documents alone.",
    location: { file },
    ending: "invalid",
  });
