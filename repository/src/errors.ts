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
    hint: "Does the registry still have the digest in requirements.yml? skopeo uses the log-in of podman and docker.",
  });

export const fileExists = (file: string) =>
  new StackError("file-exists", `${file} exists already and is not overwritten.`, {
    hint: "Name another file with -f, or move that one away.",
    ending: "refused",
  });

export const offlineIncomplete = (folder: string, reasons: readonly string[]) =>
  new StackError(
    "offline-incomplete",
    `${folder} is not what this cluster needs:\n${reasons.map((reason) => `  ${reason}`).join("\n")}`,
    {
      hint: "Download again with the documents of this cluster: `repo prepare` or `repo download`.",
      ending: "refused",
    },
  );

export const downloadThereFailed = (machine: string, said: string) =>
  new StackError("download-there-failed", `${machine} could not download what the cluster needs:\n${said.trim()}`, {
    hint: "What was fetched is kept there: run the same command again. Without internet there, download elsewhere (`repo prepare`) and give --offline FOLDER.",
  });

export const uploadFailed = (machine: string, said: string) =>
  new StackError("upload-failed", `The store of ${machine} could not be filled: ${said.trim()}`, {
    hint: "What arrived whole is kept there: run the same command again.",
  });

export const releaseFailed = (machine: string, said: string) =>
  new StackError("release-failed", `No release was made on ${machine}: ${said.trim()}`, {
    hint: "What was served before is still served. Run the same command again.",
  });

export const pointingFailed = (machine: string, purpose: string, said: string) =>
  new StackError("pointing-failed", `${machine}: ${purpose}: ${said.trim()}`, {
    hint: "A journal on the machine says how far it came: the next `apply`, `repo create` or `repo teardown` mends it.",
  });

export const pointingUnsupported = (machine: string, family: string) =>
  new StackError(
    "pointing-unsupported",
    `${machine} is of the family ${family}, whose machines cannot be pointed at a repository yet.`,
    { hint: "Leave the component repository out of a cluster with such machines.", ending: "refused" },
  );

export const repositoryMissing = (build: string) =>
  new StackError("repository-missing", `The cluster in ${build} has no machine for a repository.`, {
    hint: "Add a component repository to the documents, and make its machine with `infra apply`.",
    ending: "refused",
  });
