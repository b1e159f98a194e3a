import { existsSync } from "node:fs";
import { resolve } from "node:path";
import {
  beginReading,
  beginWriting,
  createEvents,
  createRedactor,
  createRepositoryHooks,
  type Events,
  endingOf,
  execute,
  openPlugins,
  openWorkspace,
  type Phase,
  productVersion,
  type Run,
  readInventory,
  runPhases,
  type Settings,
  type Workspace,
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
import { type Downloaded, download } from "./download/download.ts";
import { clusterNeeded } from "./errors.ts";
import { checkLock } from "./lock/check-lock.ts";
import type { Lock } from "./lock/lock.ts";
import { lockChanges } from "./lock/lock-changes.ts";
import { type LockOptions, lockRequirements } from "./lock/lock-requirements.ts";
import { lockText } from "./lock/lock-text.ts";
import { readLock } from "./lock/read-lock.ts";
import { packageStatuses } from "./machines/package-statuses.ts";
import { withMachines } from "./machines/reached-machines.ts";
import { runOnMachine } from "./machines/run-on-machine.ts";
import { systemWarnings } from "./os-families.ts";
import { approveRepository } from "./phases/approve-repository.ts";
import { compareRepository } from "./phases/compare-repository.ts";
import { pointMachines } from "./phases/point-machines.ts";
import { serveRelease } from "./phases/serve-release.ts";
import { endService, restoreMachines } from "./phases/tear-down.ts";
import type { RepositoryPlan } from "./plan/repository-plan.ts";
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
  /** Folder that was downloaded elsewhere; the repository machine needs no internet then. */
  offline?: string;
}

const createPhases: readonly Phase<RepositoryRun>[] = [
  compareRepository,
  approveRepository,
  serveRelease,
  pointMachines,
];
const teardownPhases: readonly Phase<RepositoryRun>[] = [restoreMachines, endService];

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

  /** Fetches everything that the lock names into a folder. */
  async download(input: DownloadInput): Promise<Downloaded & { folder: string }> {
    const { cwd, environment, signal } = this.settings;
    const lock = await readLock(lockFileOf(this.settings, input));
    const folder = resolve(cwd, input.folder);
    return { ...(await download({ lock, folder, environment, signal, events: this.#events() })), folder };
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

  /** Fills the repository machine of a cluster and points all machines at it. */
  async create({ files, offline }: CreateInput = {}): Promise<RepositoryPlan> {
    const run = await beginWriting(await this.#open(files), { command: "repo create", version: productVersion() });
    const repository = await this.#through(run, createPhases, {
      ...(files && { files }),
      ...(offline !== undefined && { offline }),
    });
    return repository.plan ?? { changes: [] };
  }

  /** Gives all machines their own package sources back and ends the repository's service. Resolves with the machines' names. */
  async teardown({ files }: { files?: readonly string[] } = {}): Promise<readonly string[]> {
    const run = await beginWriting(await this.#open(files), { command: "repo teardown", version: productVersion() });
    const { machines } = await this.#through(run, teardownPhases);
    return machines.map(({ machine }) => machine.name);
  }

  /** Whether and how each machine is pointed; changes nothing. */
  async status({ files }: { files?: readonly string[] } = {}): Promise<RepositoryStatus> {
    let found: RepositoryStatus = { machines: [] };
    const look: Phase<RepositoryRun> = {
      name: "look",
      title: "Asking machines",
      async run(repository) {
        found = await repositoryStatus(repository);
        return undefined;
      },
    };
    await this.#through(await beginReading(await this.#open(files)), [look]);
    return found;
  }

  async #open(files: readonly string[] | undefined): Promise<Workspace> {
    const { host } = await openPlugins(this.settings, { repository: this.hooks });
    return openWorkspace({ settings: this.settings, host, files, resolve: [this.hooks.resolve] });
  }

  /** Machines come from the inventory alone. */
  async #through(
    run: Run,
    phases: readonly Phase<RepositoryRun>[],
    more: Pick<RepositoryRun, "files" | "offline"> = {},
  ): Promise<RepositoryRun> {
    let failure: unknown;
    try {
      const { machines, access } = await readInventory(run.folder.inventory);
      run.reach(machines, access);
      const repository = { run, machines: machines.map((machine) => ({ machine, exists: true })), ...more };
      await runPhases({ phases, run: repository, hooks: this.hooks, ...run });
      return repository;
    } catch (error) {
      failure = error;
      throw error;
    } finally {
      await run.finish(endingOf(failure));
    }
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

const leftOut = (role: string, systems: readonly string[]): string =>
  `The role ${role} is left out: it does not say what it needs on ${systems.join(", ")}.`;

const lockLeftOut = (file: string, reasons: readonly string[]): string =>
  `${file} is not used, because it is out of date: ${reasons.join("; ")}. The scripts resolve versions where they run.`;
