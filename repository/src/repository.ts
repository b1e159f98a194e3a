import { existsSync } from "node:fs";
import { resolve } from "node:path";
import {
  beginWriting,
  createEvents,
  createRedactor,
  createRepositoryHooks,
  type Events,
  execute,
  finishing,
  openPlugins,
  openWorkspace,
  type Phase,
  productVersion,
  type RepositoryFile,
  type Run,
  readInventory,
  requireMet,
  runPhases,
  type Settings,
  writeFileAtomic,
} from "@lambdastack/core";
import type { BundleManifest } from "./bundle/bundle-manifest.ts";
import type { Exported } from "./bundle/export/export-bundle.ts";
import type { Inspected } from "./bundle/inspect/inspect-bundle.ts";
import {
  type Checked,
  type CheckInput,
  type ExportInput,
  type ImportInput,
  type InspectInput,
  runCheck,
  runExport,
  runImport,
  runInspect,
} from "./bundle/repository-bundles.ts";
import { collectTools } from "./download/collect-tools.ts";
import { type Downloaded, download } from "./download/download.ts";
import { clusterNeeded } from "./errors.ts";
import { checkLock } from "./lock/check-lock.ts";
import type { Lock } from "./lock/lock.ts";
import { lockChanges } from "./lock/lock-changes.ts";
import { type LockOptions, lockRequirements } from "./lock/lock-requirements.ts";
import { lockText } from "./lock/lock-text.ts";
import { parseLock, readLock } from "./lock/read-lock.ts";
import { packageStatuses } from "./machines/package-statuses.ts";
import { withMachines } from "./machines/reached-machines.ts";
import { runOnMachine } from "./machines/run-on-machine.ts";
import { systemWarnings } from "./os-families.ts";
import { approveRepository } from "./phases/approve-repository.ts";
import { compareRepository } from "./phases/compare-repository.ts";
import { establish } from "./phases/establish.ts";
import { fillRepository } from "./phases/fill-repository.ts";
import { pointMachines } from "./phases/point-machines.ts";
import { publishRelease, recordRepository } from "./phases/publish-release.ts";
import { requireRepository } from "./phases/require-repository.ts";
import { setUpServer } from "./phases/set-up-server.ts";
import { takeRelease } from "./phases/take-release.ts";
import { type Teardown, teardownMachines } from "./phases/teardown-machines.ts";
import type { RepositoryChange } from "./plan/repository-plan.ts";
import { prepare } from "./prepare/prepare.ts";
import type { RepositoryRun } from "./repository-run.ts";
import type { RunScript } from "./resolve/resolve-packages.ts";
import { lockFileOf, type OpenedSelection, openSelection, type SelectionInput } from "./selection/open-selection.ts";
import { selectRequirements } from "./selection/select-requirements.ts";
import { type RepositoryStatus, repositoryStatus } from "./status/repository-status.ts";
import { type TemplateOptions, writeTemplate } from "./template.ts";

export interface LockInput extends SelectionInput {
  /** Addresses that go before the public archives. */
  mirrors?: readonly string[];
  /** Against empty machines, or against what the machines of the cluster have; default `empty`. */
  profile?: "empty" | "machines";
  /** Machine of the cluster that packages are resolved on; this computer when missing. */
  on?: string;
  /** Only these packages and what they newly need may change in the lock that is there. */
  update?: readonly string[];
}

export interface DownloadInput extends SelectionInput {
  /** Folder that the downloaded things come to lie in. */
  folder: string;
}

export interface PrepareInput extends Omit<LockInput, "profile" | "on" | "update"> {
  /** Folder that the scripts come to lie in. */
  folder: string;
}

export interface CreateInput {
  files?: readonly string[];
  /** Folder that was downloaded, or bundle; the repository machine downloads everything itself when missing. */
  offline?: string;
  /** File that says whose bundles are trusted, besides the cluster's own key. */
  signers?: string;
  /** Accept a bundle that does not come after the last one of its line. */
  allowRollback?: boolean;
  /** Path of the lock file. */
  lockFile?: string;
}

type RepositoryPhase = Phase<RepositoryRun>;

/** What makes a repository of a machine; also part of `lambdastack apply`. */
export const servingPhases: readonly RepositoryPhase[] = [
  fillRepository,
  setUpServer,
  publishRelease,
  recordRepository,
  pointMachines,
];
const createPhases: readonly RepositoryPhase[] = [
  requireRepository,
  compareRepository,
  approveRepository,
  establish,
  ...servingPhases,
];
const switchPhases = (release: string): readonly RepositoryPhase[] => [
  requireRepository,
  takeRelease(release),
  publishRelease,
  recordRepository,
  pointMachines,
];

/** What machines install from. `repo` is a thin command line over it. */
export class Repository {
  /** Open to plugins; documented in docs/hooks.md. */
  readonly hooks = createRepositoryHooks();

  constructor(readonly settings: Settings) {}

  /** Writes commented documents to start from; throws where the file exists. */
  async template(options: TemplateOptions): Promise<void> {
    await writeTemplate(this.settings, options);
  }

  /** Resolves what the roles require and writes the lock file. */
  async lock(input: LockInput = {}): Promise<{ lock: Lock; file: string; changes: readonly string[] }> {
    const selection = await openSelection(this.settings, input, this.hooks);
    const events = this.#events();
    for (const message of systemWarnings(selection.systems)) events.emit({ type: "warning", message });
    const { lockFile: file } = selection;
    const { mirrors = [], update = [] } = input;
    const before = existsSync(file) || update.length > 0 ? await readLock(file) : undefined;
    const earlier = before && update.length > 0 ? { lock: before, file, names: update } : undefined;
    const { lock, silent } = await this.#resolving(selection, input, (where) =>
      lockRequirements({ ...selection, mirrors, update: earlier, ...where }),
    );
    for (const role of silent) events.emit({ type: "note", message: leftOut(role, selection.systems) });
    // what package sources and registries answered is checked as if someone else had carried it here
    parseLock(file, lockText(lock));
    await writeFileAtomic(file, lockText(lock));
    return { lock, file, changes: before ? lockChanges(before, lock) : [] };
  }

  /** Why the lock file is not what the requirements ask for now; empty when it is. Resolves nothing. */
  async checkLock(input: SelectionInput = {}): Promise<{ file: string; reasons: readonly string[] }> {
    const selection = await openSelection(this.settings, input, this.hooks);
    const lock = await readLock(selection.lockFile);
    const { requirers } = selectRequirements(selection);
    return { file: selection.lockFile, reasons: checkLock({ ...selection, lock, requirers }) };
  }

  /**
   * Writes scripts that download what the roles require. They take the versions of the lock file where it is up to date, and
   * otherwise resolve them where they run.
   */
  async prepare(input: PrepareInput): Promise<{ folder: string; systems: readonly string[]; isLocked: boolean }> {
    const selection = await openSelection(this.settings, input, this.hooks);
    const events = this.#events();
    const { roles, systems, lockFile } = selection;
    for (const message of systemWarnings(systems)) events.emit({ type: "warning", message });
    const { requirers, silent } = selectRequirements({ ...selection, everySystem: true });
    if (!roles) for (const role of silent) events.emit({ type: "note", message: leftOut(role, systems) });
    const lock = existsSync(lockFile) ? await readLock(lockFile) : undefined;
    const reasons = lock ? checkLock({ ...selection, lock, requirers }) : [];
    if (reasons.length > 0) events.emit({ type: "warning", message: lockLeftOut(lockFile, reasons) });
    const folder = resolve(this.settings.cwd, input.folder);
    const isLocked = lock !== undefined && reasons.length === 0;
    const { mirrors = [] } = input;
    await prepare({ ...selection, folder, requirers, mirrors, lock: isLocked ? lock : undefined });
    return { folder, systems, isLocked };
  }

  /** Fetches everything that the lock names into a folder, and what the cluster's provider makes machines of. */
  async download(input: DownloadInput): Promise<Downloaded & { folder: string }> {
    const { cwd, environment, signal } = this.settings;
    const events = this.#events();
    const file = lockFileOf(this.settings, input);
    const lock = await readLock(file);
    const folder = resolve(cwd, input.folder);
    if (input.files?.length) {
      await this.#warnIfStale(input, events);
      const { workspace } = await openSelection(this.settings, input, this.hooks);
      if (workspace) await collectTools({ workspace, folder, events, signal });
    }
    return { ...(await download({ lock, folder, environment, signal, events })), folder };
  }

  /** Writes one archive of everything that an installation without internet needs. */
  async export(input: ExportInput): Promise<Exported> {
    const selection = await openSelection(this.settings, input, this.hooks);
    return runExport(this.#surroundings(), input, selection);
  }

  /** What a bundle says of itself and who signed it; with `verify` every hash too. */
  async inspect(input: InspectInput): Promise<Inspected> {
    return runInspect(this.#surroundings(), input);
  }

  /** Verifies a bundle and makes a folder of it, such as a download makes. */
  async import(input: ImportInput): Promise<BundleManifest> {
    return runImport(this.#surroundings(), input);
  }

  /** What an installation of the selected roles would miss in a folder, a bundle, or the lock file. */
  async check(input: CheckInput & SelectionInput): Promise<Checked> {
    return runCheck(this.#surroundings(), input, await openSelection(this.settings, input, this.hooks));
  }

  /** A lock is fetched as it is; that the documents ask for something else by now is told. */
  async #warnIfStale(input: SelectionInput, events: Events): Promise<void> {
    const { file, reasons } = await this.checkLock(input);
    if (reasons.length === 0) return;
    const hint = "Bring it up to date with repo lock.";
    events.emit({ type: "warning", message: `${file} is out of date: ${reasons.join("; ")}.`, hint });
  }

  /** Fills the machine that serves, serves a release and points the machines of the inventory at it. */
  async create({ files, ...more }: CreateInput = {}): Promise<{
    file: RepositoryFile;
    changes: readonly RepositoryChange[];
  }> {
    const { file, plan } = await this.#through("repo create", { files, phases: createPhases, more });
    if (!file) throw new Error("a repository was made and not recorded");
    return { file, changes: plan?.changes ?? [] };
  }

  /** Serves another release that is there, and points the machines at it. */
  async switchTo(release: string): Promise<RepositoryFile> {
    const { file } = await this.#through("repo switch", { phases: switchPhases(release) });
    if (!file) throw new Error("a release was switched to and not recorded");
    return file;
  }

  /** Puts every machine back as it was; those that cannot be reached are told, and a repeat does them. */
  async teardown({ files }: { files?: readonly string[] } = {}): Promise<Teardown> {
    let done: Teardown = { restored: [], untouched: [], failed: [] };
    const phase = teardownMachines((result) => {
      done = result;
    });
    await this.#through("repo teardown", { files, phases: [phase] });
    return done;
  }

  /** Asks every machine; changes nothing. */
  async status({ files }: { files?: readonly string[] } = {}): Promise<RepositoryStatus> {
    const { host } = await openPlugins(this.settings, { repository: this.hooks }, { files });
    const workspace = await openWorkspace({ settings: this.settings, host, files, resolve: [this.hooks.resolve] });
    return withMachines(workspace, repositoryStatus);
  }

  async #through(
    command: string,
    {
      files,
      phases,
      more = {},
    }: { files?: readonly string[] | undefined; phases: readonly RepositoryPhase[]; more?: object },
  ): Promise<RepositoryRun> {
    const { host } = await openPlugins(this.settings, { repository: this.hooks }, { files });
    const workspace = await openWorkspace({ settings: this.settings, host, files, resolve: [this.hooks.resolve] });
    const run = await beginWriting(workspace, { command, version: productVersion() });
    return finishing(run, async () => {
      requireMet(workspace);
      const repository = { ...(await runFromInventory(run)), ...more, ...(files && { files }) };
      await runPhases({ phases, run: repository, hooks: this.hooks, ...run });
      return repository;
    });
  }

  /** Says where packages are resolved and what the machines have. */
  async #resolving<Result>(
    { workspace }: OpenedSelection,
    { on, profile }: LockInput,
    work: (where: Pick<LockOptions, "run" | "statuses">) => Promise<Result>,
  ): Promise<Result> {
    if (on === undefined && profile !== "machines") return work({ run: this.#here() });
    if (!workspace) throw clusterNeeded(on === undefined ? "--profile machines" : "--on");
    return withMachines(workspace, async (reached) =>
      work({
        run: on === undefined ? this.#here() : runOnMachine(reached, on),
        ...(profile === "machines" && { statuses: await packageStatuses(reached) }),
      }),
    );
  }

  /** On this computer. */
  #here(): RunScript {
    const { signal, environment } = this.settings;
    return (script) =>
      execute({ command: "sh", arguments: ["-s"], input: script, timeLimit: 1800, signal, environment });
  }

  #surroundings() {
    return { settings: this.settings, events: this.#events() };
  }

  #events(): Events {
    const events = createEvents({ redactor: createRedactor([]) });
    for (const sink of this.settings.sinks) events.subscribe(sink);
    return events;
  }
}

async function runFromInventory(run: Run): Promise<RepositoryRun> {
  const { machines, access } = await readInventory(run.folder.inventory);
  run.reach(machines, access);
  return { run, machines: machines.map((machine) => ({ machine, isRunning: true })) };
}

const leftOut = (role: string, systems: readonly string[]): string =>
  `The role ${role} is left out: it does not say what it needs on ${systems.join(", ")}.`;

const lockLeftOut = (file: string, reasons: readonly string[]): string =>
  `${file} is not used, because it is out of date: ${reasons.join("; ")}. The scripts resolve versions where they run.`;
