import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { type Events, type Settings, StackError } from "@lambdastack/core";
import { providerOf, toolsFolder } from "../download/collect-tools.ts";
import { checkLock } from "../lock/check-lock.ts";
import { readLock } from "../lock/read-lock.ts";
import { notCarried } from "../selection/module-images.ts";
import type { OpenedSelection } from "../selection/open-selection.ts";
import { selectRequirements } from "../selection/select-requirements.ts";
import type { BundleManifest } from "./bundle-manifest.ts";
import { contentsFor, type Offline, openOffline } from "./check/check-contents.ts";
import { describeMissing } from "./errors.ts";
import { type Exported, exportBundle } from "./export/export-bundle.ts";
import type { BundlePart } from "./export/parts.ts";
import { type Inspected, inspectBundle } from "./inspect/inspect-bundle.ts";
import { bundleProgress } from "./progress.ts";
import { trustedSigners } from "./signing/trusted-signers.ts";
import { unpackBundle } from "./unpack-bundle.ts";

export interface ExportInput {
  /** Documents whose cluster the bundle is for; with a build folder none are needed. */
  files?: readonly string[];
  /** Path of the bundle. */
  output: string;
  /** Downloaded folder. */
  from: string;
  channel?: string;
  serial?: number;
  /** From when on importers refuse it; never when missing. */
  expires?: Date;
  /** Path of a private key. */
  key?: string;
  /** Path of the bundle, or of its manifest, that this one is a difference to. */
  base?: string;
  without?: readonly BundlePart[];
  /** Folder of Ansible roles. */
  roles?: string;
  /** `NAME=PATH` of programs and `NAME=DIR` of folders. */
  tools?: readonly string[];
  toolFolders?: readonly string[];
}

export interface BundleInput {
  bundle: string;
  /** Path of an OpenSSH `allowed_signers` file. */
  signers?: string;
}

export interface InspectInput extends BundleInput {
  verify?: boolean;
}

export interface ImportInput extends BundleInput {
  folder: string;
  allowRollback?: boolean;
}

export interface CheckInput {
  /** Folder or bundle that an installation would take its content from; the lock file alone is checked when missing. */
  offline?: string;
  signers?: string;
}

export interface Checked {
  /** A line each: what is missing and the role that needs it. */
  missing: readonly string[];
  /** How many contents were looked for. */
  contents: number;
  /** Why a bundle in which nothing is missing may still be refused; empty for a folder and for the lock file alone. */
  warnings: readonly string[];
}

interface Surroundings {
  settings: Settings;
  events: Events;
}

const interruptedBy = (signal: AbortSignal) => (): void => {
  if (signal.aborted)
    throw new StackError("interrupted", "Interrupted; nothing that looks whole was left.", {
      ending: "interrupted",
      hint: "Run the same command again.",
    });
};

export async function runExport(
  { settings, events }: Surroundings,
  input: ExportInput,
  selection: OpenedSelection,
): Promise<Exported> {
  const { cwd, environment, signal } = settings;
  const at = (path: string | undefined) => (path === undefined ? undefined : resolve(cwd, path));
  const named = selection.host.directories.filter(({ origin }) => origin !== "built-in");
  return exportBundle({
    cwd,
    environment,
    file: resolve(cwd, input.output),
    from: resolve(cwd, input.from),
    workspace: selection.workspace,
    channel: input.channel,
    serial: input.serial,
    expires: input.expires,
    key: at(input.key),
    base: at(input.base),
    without: new Set(input.without),
    roles: at(input.roles),
    plugins: named.map(({ path }) => path).filter((path) => existsSync(path)),
    tools: input.tools ?? [],
    toolFolders: input.toolFolders ?? [],
    checkInterrupted: interruptedBy(signal),
    progress: bundleProgress(events, "exporting"),
  });
}

/** Without `signers` and a build folder whoever signed is named, not judged. */
export async function runInspect({ settings, events }: Surroundings, input: InspectInput): Promise<Inspected> {
  const signers = await trustedSigners(settings, input.signers);
  return inspectBundle(resolve(settings.cwd, input.bundle), {
    allowedSigners: signers === "" ? undefined : signers,
    verify: input.verify ?? false,
    checkInterrupted: interruptedBy(settings.signal),
    progress: bundleProgress(events, "verifying"),
  });
}

export async function runImport({ settings, events }: Surroundings, input: ImportInput): Promise<BundleManifest> {
  const { cwd, signal } = settings;
  return unpackBundle(resolve(cwd, input.bundle), resolve(cwd, input.folder), {
    allowedSigners: await trustedSigners(settings, input.signers),
    allowRollback: input.allowRollback ?? false,
    checkInterrupted: interruptedBy(signal),
    progress: bundleProgress(events, "importing"),
  });
}

/** What an installation of the selected roles would miss. */
export async function runCheck(
  { settings }: Surroundings,
  { offline: path, signers }: CheckInput,
  selection: OpenedSelection,
): Promise<Checked> {
  const { requirers } = selectRequirements(selection);
  const roles = new Set(requirers.map(({ name }) => name));
  const trusted = await trustedSigners(settings, signers);
  const offline =
    path === undefined
      ? undefined
      : await openOffline(resolve(settings.cwd, path), {
          allowedSigners: trusted === "" ? undefined : trusted,
          checkInterrupted: interruptedBy(settings.signal),
        });
  const lock = offline?.lock ?? (await readLock(selection.lockFile));
  // what the lock has for roles that were not selected is no gap
  const requirements = Object.fromEntries(Object.entries(lock.requirements).filter(([role]) => roles.has(role)));
  const gaps = checkLock({ ...selection, lock: { ...lock, requirements }, requirers });
  const contents = contentsFor(lock, roles);
  const missing = (await offline?.missing(contents)) ?? [];
  return {
    missing: [...gaps, ...missing.map(describeMissing)],
    contents: offline ? contents.length : 0,
    warnings: [
      ...(offline?.warnings ?? []),
      ...(await toolsWarnings(offline, selection)),
      ...notCarried(selection.host, selection.modules),
    ],
  };
}

/** A provider may have what it makes machines of already, or fetch it: so this is no gap of the content. */
async function toolsWarnings(offline: Offline | undefined, { workspace }: OpenedSelection): Promise<string[]> {
  if (!offline || !workspace) return [];
  const { name } = providerOf(workspace);
  const collects = (await workspace.host.loadTools(name)) !== undefined;
  if (!collects || (await offline.holds(toolsFolder(name)))) return [];
  return [`WARNING: nothing of what provider ${name} makes machines of is there.`];
}
