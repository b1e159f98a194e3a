import { StackError } from "@lambdastack/core";

export const unknownSystem = (system: string, known: readonly string[]) =>
  new StackError("unknown-system", `Packages cannot be resolved for "${system}".`, {
    hint: `Known systems: ${known.join(", ")}.`,
    ending: "invalid",
  });

export const unresolved = ({ system, role, text }: { system: string; role: string; text: string }) =>
  new StackError("packages-unresolved", role === "-" ? `${system}: ${text}` : `${system}, role ${role}: ${text}`, {
    hint:
      role === "-"
        ? undefined
        : "Are name and version in the role's requirements.yml those that the system's sources offer?",
  });

export const resolutionFailed = (system: string, said: string) =>
  new StackError("resolution-failed", `Packages could not be resolved for ${system}: ${said.trim().slice(-2000)}`);

export const roleWithoutRequirements = (role: string, system: string, file: string) =>
  new StackError("role-without-requirements", `The role ${role} does not say what it needs on ${system}.`, {
    hint: `State it in ${file} below "packages"; an empty list says that it needs none.`,
    location: { file },
    ending: "refused",
  });

export const nothingRequired = (systems: readonly string[]) =>
  new StackError("nothing-required", `No role says what it needs on ${systems.join(", ")}.`, { ending: "refused" });

export const sameFileTwice = (id: string, roles: readonly string[]) =>
  new StackError("file-required-twice", `The roles ${roles.join(" and ")} name different files "${id}".`, {
    hint: "An id means one file in the whole cluster: give one of them another id, or the same address and sha256.",
    ending: "invalid",
  });

export const lockMissing = (file: string) =>
  new StackError("lock-missing", `There is no lock file ${file}.`, {
    hint: "Make it: repo lock -f input.yaml",
    location: { file },
    ending: "invalid",
  });

export const invalidLock = (message: string, options: { hint?: string | undefined; location?: object | undefined }) =>
  new StackError("invalid-lock", message, { ...(options as object), ending: "invalid" });

export const notDownloaded = (missing: readonly { what: string; reason: string }[], total: number) =>
  new StackError(
    "not-downloaded",
    `${missing.length} of ${total} could not be downloaded:\n${missing.map(({ what, reason }) => `  ${what}: ${reason}`).join("\n")}`,
    { hint: "What was fetched is kept: run it again to fetch only these." },
  );
