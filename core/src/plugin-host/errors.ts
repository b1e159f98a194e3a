import { didYouMean } from "../documents/suggestions.ts";
import { type SourceLocation, StackError, type StackErrorOptions } from "../errors/stack-error.ts";

export type PluginKind = "role" | "provider";

export const pluginDirectoryMissing = (path: string, origin: string): StackError =>
  new StackError(
    "plugin-directory-missing",
    `The plugin directory ${path} (${origin}) is no folder that can be read.`,
    {
      hint: "Name an existing folder whose children are roles or providers.",
      location: { file: path },
      ending: "invalid",
    },
  );

export const pluginItself = (path: string, origin: string, parent: string): StackError =>
  new StackError("plugin-directory-is-plugin", `${path} (${origin}) is a plugin, not a directory of plugins.`, {
    hint: `Name its parent: ${parent}`,
    location: { file: path },
    ending: "invalid",
  });

export const invalidManifest =
  (kind: PluginKind, name: string) =>
  (message: string, { hint, location }: Pick<StackErrorOptions, "hint" | "location">): StackError =>
    new StackError("invalid-plugin", `Plugin "${name}" (${kind}): ${message}`, { hint, location, ending: "invalid" });

export const incompletePlugin = (kind: PluginKind, name: string, what: string, file: string): StackError =>
  new StackError("incomplete-plugin", `Plugin "${name}" (${kind}) ${what}.`, { location: { file }, ending: "invalid" });

export const duplicatePlugin = (kind: PluginKind, name: string, directories: readonly string[]): StackError =>
  new StackError(
    "duplicate-plugin",
    `The ${kind} "${name}" exists ${directories.length} times: ${directories.join(", ")}.`,
    {
      hint: `Rename one, or say "override: true" in the ${kind}.yml of the later one.`,
      location: { file: directories.at(-1) ?? "" },
      ending: "invalid",
    },
  );

export const unknownPlugin = (kind: PluginKind, name: string, known: readonly string[]): StackError =>
  new StackError(`unknown-${kind}`, `There is no ${kind} "${name}".`, {
    hint: didYouMean(name, known),
    ending: "invalid",
  });

export const unknownVersion = (role: string, version: string, versions: readonly string[]): StackError =>
  new StackError("unknown-version", `There is no version ${version} of the role "${role}".`, {
    hint: `There ${versions.length === 1 ? "is" : "are"} ${versions.join(", ")}.`,
    ending: "invalid",
  });

export const unknownTask = (role: string, task: string, tasks: readonly string[]): StackError =>
  new StackError("unknown-task", `The role "${role}" has no task "${task}"; it has ${tasks.join(", ")}.`, {
    ending: "invalid",
  });

export const ansibleTaskUnsupported = (
  role: string,
  { task, file, runnable }: { task: string; file: string; runnable: readonly string[] },
): StackError =>
  new StackError("ansible-task-unsupported", `Plugin "${role}" (role) has a task ${task} written for Ansible.`, {
    hint: `Ansible runs the tasks ${runnable.join(", ")}; write ${task}/index.ts.`,
    location: { file },
    ending: "invalid",
  });

export interface CodeFault {
  /** Name of the plugin. */
  plugin: string;
  /** What was at work, for people: `task apply`, `hook beforeTask`. */
  what: string;
  location: SourceLocation;
}

export const codeNotLoadable = ({ plugin, what, location }: CodeFault, cause: Error): StackError =>
  new StackError("plugin-not-loadable", `Plugin "${plugin}", ${what}: ${cause.message}`, {
    location,
    cause,
    hint: "Mend that file, or leave its plugin directory out.",
  });

export const wrongExport = ({ plugin, what, location }: CodeFault, wanted: string, received: unknown): StackError =>
  new StackError(
    "wrong-export",
    `Plugin "${plugin}", ${what}: the default export must be ${wanted}, received ${received === null ? "null" : typeof received}.`,
    { location, ending: "invalid" },
  );

export const pluginFailed = ({ plugin, what, location }: CodeFault, cause: unknown): StackError =>
  new StackError(
    "plugin-failed",
    `Plugin "${plugin}", ${what}: ${cause instanceof Error ? cause.message : String(cause)}`,
    {
      location,
      cause,
    },
  );

/** What a plugin itself throws as a finding keeps its code, ending and hint, and gets the plugin's name. */
export const pluginRefused = ({ plugin, what, location }: CodeFault, finding: StackError): StackError =>
  new StackError(finding.code, `Plugin "${plugin}", ${what}: ${finding.message}`, {
    hint: finding.hint,
    location: finding.location ?? location,
    ending: finding.ending,
    problems: finding.problems,
    cause: finding,
  });

export const tookTooLong = ({ plugin, what, location }: CodeFault, seconds: number): StackError =>
  new StackError("plugin-time-limit", `Plugin "${plugin}", ${what}: not finished after ${seconds} s.`, {
    location,
    hint: "It waits for something that never comes; a task only computes and needs milliseconds.",
  });

export const wrongResult = ({ plugin, what, location }: CodeFault, problem: string): StackError =>
  new StackError("wrong-plugin-result", `Plugin "${plugin}", ${what}: ${problem}`, { location });

export const pluginExits = ({ plugin, what, location }: CodeFault): StackError =>
  new StackError("plugin-exits", `Plugin "${plugin}", ${what}: it would end the whole process (process.exit).`, {
    location,
    hint: "Throw an error instead: it fails this plugin alone.",
  });

export const pluginPrints = ({ plugin, what, location }: CodeFault, text: string): StackError =>
  new StackError(
    "plugin-prints",
    `Plugin "${plugin}", ${what}: it prints ${JSON.stringify(text.trim().slice(0, 60))} on standard output.`,
    { location, hint: "Standard output is the command's own. While you look for something, console.error is allowed." },
  );

export const pluginFailedLate = ({ plugin, what, location }: CodeFault, cause: unknown): StackError =>
  new StackError(
    "plugin-failed-late",
    `Plugin "${plugin}", ${what}: after it had answered, it threw: ${cause instanceof Error ? cause.message : String(cause)}`,
    { location, cause, hint: "Await every promise, and leave no timer behind." },
  );
