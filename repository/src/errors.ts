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

export const notKept = (folder: string, cause: Error) =>
  new StackError("download-not-kept", `What was downloaded could not be kept in ${folder}: ${cause.message}.`, {
    hint: "Free some space, or name another folder with -o. What was fetched before is kept.",
    cause,
  });

export const notAMachine = (name: string, machines: readonly string[]) =>
  new StackError("unknown-machine", `There is no machine ${name} in the inventory.`, {
    hint: `There are: ${machines.join(", ")}.`,
    ending: "invalid",
  });

export const answerTooLarge = (machine: string) =>
  new StackError("answer-too-large", `${machine} answered with more than is kept of one step.`);

export const statusUnreadable = (machine: string, said: string) =>
  new StackError("packages-unreadable", `The installed packages of ${machine} could not be read: ${said.trim()}`);

export const clusterNeeded = (flag: string) =>
  new StackError("cluster-needed", `${flag} is about machines, and no cluster was named.`, {
    hint: "Give -b build/<cluster>, or -f input.yaml of a cluster that was applied or analysed.",
    ending: "invalid",
  });

export const notInLock = (names: readonly string[], file: string) =>
  new StackError("not-in-lock", `The lock ${file} holds no package ${names.join(", ")}.`, {
    hint: "Leave out --update to resolve everything anew.",
    location: { file },
    ending: "invalid",
  });

export const imageUnresolved = (roles: string, text: string) =>
  new StackError("image-unresolved", roles === "-" ? text : `Image of ${roles}: ${text}`, {
    hint: "Does the registry still have the digest in requirements.yml, or the image that the module names? skopeo uses the log-in of podman and docker.",
  });

export const fileExists = (file: string) =>
  new StackError("file-exists", `${file} exists already and is not overwritten.`, {
    hint: "Name another file with -f, or move that one away.",
    ending: "refused",
  });

const tail = (said: string): string => said.trim().slice(-2000);

export const storeFailed = (machine: string, said: string) =>
  new StackError("store-failed", `The store on ${machine} could not be filled: ${tail(said)}`, {
    hint: "What arrived is kept: run it again to go on.",
  });

export const notInFolder = (folder: string, missing: readonly string[]) =>
  new StackError(
    "not-in-folder",
    `${folder} lacks ${missing.length} of the things that its lock names: ${missing[0]}.`,
    {
      hint: "Complete it where there is internet: sh download.sh, or repo download.",
      ending: "invalid",
    },
  );

export const downloadFailed = (machine: string, said: string) =>
  new StackError("download-failed", `${machine} could not download everything: ${tail(said)}`, {
    hint: "What was fetched is kept. Has the machine internet? Otherwise give --offline FOLDER.",
  });

export const releaseNotMade = (machine: string, said: string) =>
  new StackError("release-not-made", `The release on ${machine} is not served: ${tail(said)}`, {
    hint: "What was served before is served still.",
  });

export const notPointed = (machine: string, said: string) =>
  new StackError("not-pointed", `${machine} could not be pointed at the repository: ${tail(said)}`, {
    hint: "Its own package sources are untouched; the next run puts them back first.",
  });

export const noRepository = () =>
  new StackError("no-repository", "This cluster has no repository.", {
    hint: "Add `repository: {count: 1}` to the components of the cluster.",
    ending: "refused",
  });

export const staleLock = (file: string, reasons: readonly string[]) =>
  new StackError("stale-lock", `${file} is not what the roles ask for now: ${reasons.join("; ")}.`, {
    hint: "Make it anew: repo lock -f input.yaml",
    location: { file },
    ending: "refused",
  });

export const releaseUnknown = (release: string, known: readonly string[]) =>
  new StackError("unknown-release", `The repository holds no release ${release}.`, {
    hint: `It holds: ${known.join(", ") || "none"}.`,
    ending: "invalid",
  });

export const offlineMissing = (path: string) =>
  new StackError("offline-missing", `${path} is no folder that was downloaded, and no bundle.`, {
    hint: "A folder has lock.json and store/ in it: it is made by download.sh and by repo download.",
    ending: "invalid",
  });

export const notRestoredEverywhere = (machines: readonly string[]) =>
  new StackError("not-everywhere", `Not put back: ${machines.join(", ")}.`, {
    hint: "Repeat `repo teardown` when they can be reached: what is done stays done.",
  });
