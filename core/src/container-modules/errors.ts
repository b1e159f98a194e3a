import { didYouMean } from "../documents/suggestions.ts";
import { type SourceLocation, StackError, type StackErrorOptions } from "../errors/stack-error.ts";

export const invalidRepository =
  (file: string) =>
  (message: string, { hint, location }: Pick<StackErrorOptions, "hint" | "location">): StackError =>
    new StackError("invalid-plugin", `Repository file ${file}: ${message}`, { hint, location, ending: "invalid" });

export const noEngine = (wanted: readonly string[]): StackError =>
  new StackError("no-container-engine", `Neither of the container engines is installed here: ${wanted.join(", ")}.`, {
    ending: "refused",
    hint: "Install podman (apt-get install podman, dnf install podman) or docker, or name another with --engine.",
  });

export const engineSilent = (engine: string, said: string): StackError =>
  new StackError("container-engine-silent", `${engine} is installed and does not answer: ${said}`, {
    ending: "refused",
    hint: `See \`${engine} info\`. For docker its service must run; podman needs none.`,
  });

export const imageAbsent = (engine: string, image: string, module: string): StackError =>
  new StackError("image-absent", `${engine} does not have the image ${image} of module ${module}.`, {
    ending: "refused",
    hint: `Fetch it with \`${engine} pull ${image}\`, or load a file with \`${engine} load -i FILE\`. Nothing is pulled unasked.`,
  });

export const containerNotStarted = (engine: string, module: string, said: string): StackError =>
  new StackError("container-not-started", `${engine} could not run module ${module}: ${said}`, {
    hint: "What stands there is the engine's own answer; the module itself was not reached.",
  });

export const containerTimedOut = (module: string, seconds: number): StackError =>
  new StackError(
    "container-time-limit",
    `Module ${module} did not end within ${seconds} s; its container was stopped.`,
    {
      hint: "Give the command a larger timeLimit in its Repository file.",
    },
  );

export const containerFailed = (module: string, command: string, status: number): StackError =>
  new StackError("container-failed", `Module ${module}: ${command} ended with exit status ${status}.`, {
    hint: "What it printed stands above and in the log of the run.",
  });

export const versionSpelling = (received: string, meant: string): StackError =>
  new StackError("version-spelling", `"${received}" is not how a version is named: that is written with "@".`, {
    ending: "invalid",
    hint: `Write ${meant}.`,
  });

export const unknownVersion = (module: string, version: string, known: readonly string[]): StackError =>
  new StackError("unknown-module-version", `Module ${module} has no version ${version}; it has ${known.join(", ")}.`, {
    ending: "invalid",
    hint: didYouMean(version, known),
  });

export const unknownCommand = (
  module: string,
  command: string,
  { known, location }: { known: readonly string[]; location: SourceLocation },
): StackError =>
  new StackError("unknown-module-command", `Module ${module} has no command ${command}; it has ${known.join(", ")}.`, {
    ending: "invalid",
    hint: didYouMean(command, known),
    location,
  });

export const secretNotGiven = (module: string, variable: string, secret: string): StackError =>
  new StackError(
    "secret-not-given",
    `Module ${module}: ${variable} is the secret ${secret}, which was not given yet.`,
    {
      ending: "refused",
      hint: `Give it: lambdastack secret set ${secret} -b FOLDER`,
    },
  );

export const notOneLine = (module: string, variable: string): StackError =>
  new StackError("variable-not-one-line", `Module ${module}: the value of ${variable} has more than one line.`, {
    ending: "invalid",
    hint: "Variables reach a container through a file of lines. Put such a value into a file in the shared folder.",
  });

export const pathNotMountable = (path: string): StackError =>
  new StackError("path-not-mountable", `${path} has a comma in it, and cannot be mounted into a container.`, {
    ending: "invalid",
    hint: "Name a build folder without a comma with -b.",
  });

export const sharedStateUnusable = (module: string, path: string, why: string): StackError =>
  new StackError("shared-state-unusable", `Module ${module} left ${path} unusable: ${why}.`, {
    ending: "refused",
    hint: "Nothing of it was taken; the state is as it was, and the shared copy was put back.",
  });
