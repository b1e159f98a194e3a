import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { ensureKeyPair, openBuildFolder, type Workspace } from "@lambdastack/core";
import { toolsFolderOf } from "../../download/collect-tools.ts";
import { readLock } from "../../lock/read-lock.ts";
import type { BundleManifest } from "../bundle-manifest.ts";
import { badChannel, badEpoch, keyMissing, serialNotAbove } from "../errors.ts";
import { compareMembers } from "../member-order.ts";
import { type BundleSource, type WriteBundleOptions, writeBundle } from "../write-bundle.ts";
import { type Base, divide, readBase } from "./base-members.ts";
import { cliMembers } from "./cli-members.ts";
import { environmentMembers, knownSecrets } from "./environment-members.ts";
import { fileMember } from "./file-member.ts";
import { lockedContents } from "./lock-members.ts";
import type { BundlePart } from "./parts.ts";
import { refuseSecrets } from "./secret-guard.ts";
import { storeMembers } from "./store-members.ts";
import { namedTools, type ToolOptions, toolMembers } from "./tool-members.ts";
import { treeMembers } from "./tree-members.ts";

export interface ExportOptions extends ToolOptions, Pick<WriteBundleOptions, "checkInterrupted" | "progress"> {
  /** Path of the bundle. */
  file: string;
  /** Downloaded folder. */
  from: string;
  /** The cluster whose environment goes along and whose key signs; none is needed. */
  workspace?: Workspace | undefined;
  /** Default: name of the cluster, else `lambdastack`. */
  channel?: string | undefined;
  /** Default: the time, in seconds since 1970. */
  serial?: number | undefined;
  /** From when on importers refuse it. */
  expires?: Date | undefined;
  /** Private key; default the cluster's own. */
  key?: string | undefined;
  /** Bundle or manifest to make a difference to. */
  base?: string | undefined;
  without: ReadonlySet<BundlePart>;
  /** Folder of Ansible roles from a galaxy. */
  roles?: string | undefined;
  /** Plugin directories. */
  plugins: readonly string[];
}

export interface Exported {
  file: string;
  manifest: BundleManifest;
  /** Line of an `allowed_signers` file that trusts the cluster's own key; missing where another key signed. */
  allowedSigner?: string;
}

/** Collects what a bundle consists of and writes it. */
export async function exportBundle(options: ExportOptions): Promise<Exported> {
  const created = createdAt(options.environment);
  const base = options.base === undefined ? undefined : await readBase(options.base);
  const serial = options.serial ?? Math.floor(created.getTime() / 1000);
  if (base && serial <= base.manifest.serial) throw serialNotAbove(serial, base.manifest.serial);
  const channel = channelOf(options, base);
  const sources = await collect(options);
  const key = await signingKey(options, channel);
  const { file, expires, checkInterrupted, progress } = options;
  const manifest = await writeBundle({
    ...withBase(sources, base),
    ...(checkInterrupted && { checkInterrupted }),
    ...(progress && { progress }),
    ...(expires && { expires }),
    file,
    channel,
    serial,
    created,
    key: key.path,
  });
  return { file, manifest, ...(key.allowedSigner !== undefined && { allowedSigner: key.allowedSigner }) };
}

function createdAt({ SOURCE_DATE_EPOCH: epoch }: ExportOptions["environment"]): Date {
  if (epoch === undefined || epoch === "") return new Date();
  if (!/^\d{1,11}$/.test(epoch)) throw badEpoch(epoch);
  return new Date(Number(epoch) * 1000);
}

function channelOf({ channel, workspace }: ExportOptions, base: Base | undefined): string {
  const name = workspace?.manifest.cluster.specification.name;
  const chosen = channel ?? base?.manifest.channel ?? (name === undefined ? "lambdastack" : String(name));
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/.test(chosen)) throw badChannel(chosen);
  return chosen;
}

function withBase(
  sources: readonly BundleSource[],
  base: Base | undefined,
): Pick<WriteBundleOptions, "sources" | "base"> {
  if (!base) return { sources };
  const { carried, fromBase } = divide(sources, base);
  const { serial } = base.manifest;
  return { sources: carried, base: { serial, manifest: base.sha256, members: fromBase.sort(compareMembers) } };
}

async function collect(options: ExportOptions): Promise<BundleSource[]> {
  const { from, without, workspace } = options;
  const lockFile = join(from, "lock.json");
  const lock = await readLock(lockFile);
  const has = (part: BundlePart) => !without.has(part);
  const tools = namedTools(options);
  const members = [
    await fileMember(lockFile, { path: "lock.json", kind: "lock" }),
    ...(await storeMembers(from, lockedContents(lock, without))),
    ...(has("roles") && options.roles !== undefined
      ? await treeMembers(options.roles, { path: "roles", kind: "role" })
      : []),
    ...(has("plugins") ? await pluginMembers(options.plugins) : []),
    ...(has("cli") ? await cliMembers(tools.programs.get("node") ?? process.execPath) : []),
    ...(has("tools") ? await toolMembers(tools) : []),
    ...(has("tools") && workspace ? await providerMembers(from, toolsFolderOf(workspace)) : []),
    ...(has("environment") && workspace ? await environmentMembers(workspace) : []),
  ].map((member) => (member.path === "lock.json" ? { ...member, mode: "644" as const } : member));
  await refuseSecrets(members, workspace ? knownSecrets(workspace) : []);
  return members;
}

/** What the provider makes machines of, where the download has it. */
async function providerMembers(from: string, path: string): Promise<BundleSource[]> {
  return existsSync(join(from, path)) ? treeMembers(join(from, path), { path, kind: "tool" }) : [];
}

/** Each directory under its own name; one that came before with the same name gives way to a number. */
async function pluginMembers(directories: readonly string[]): Promise<BundleSource[]> {
  const taken = new Set<string>();
  const members: BundleSource[] = [];
  for (const directory of directories) {
    const name = freeName(basename(directory), taken);
    members.push(...(await treeMembers(directory, { path: `plugins/${name}`, kind: "plugin" })));
  }
  return members;
}

function freeName(wanted: string, taken: Set<string>): string {
  let name = wanted;
  for (let number = 2; taken.has(name); number += 1) name = `${wanted}-${number}`;
  taken.add(name);
  return name;
}

/** The cluster's key is made with its first bundle, for the owner alone, and never leaves the build folder. */
async function signingKey({ key, workspace }: ExportOptions, channel: string) {
  if (key !== undefined) return { path: key };
  if (!workspace) throw keyMissing();
  const { keys } = await openBuildFolder(workspace.folder.root, { create: true });
  const { privateKeyPath, publicKey } = await ensureKeyPair(keys, bundleKeyName);
  return { path: privateKeyPath, allowedSigner: allowedSignerLine(channel, publicKey) };
}

export const bundleKeyName = "bundle";

export const allowedSignerLine = (principal: string, publicKey: string): string =>
  `${principal} namespaces="lambdastack-bundle" ${publicKey}`;
