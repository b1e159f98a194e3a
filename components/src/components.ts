import {
  type Audit,
  auditMachine,
  beginReading,
  beginWriting,
  type CheckResult,
  type ComponentsPlan,
  createComponentsHooks,
  endingOf,
  type Host,
  type ModuleGraph,
  moduleGraph,
  type OpenedPlugins,
  openHost,
  openPlugins,
  openWorkspace,
  type Phase,
  productVersion,
  type Run,
  readInventory,
  requireMet,
  runPhases,
  type Settings,
  type Workspace,
} from "@lambdastack/core";
import { type Addition, additionTo, withAddition } from "./addition.ts";
import type { BackupInput, RestoreInput } from "./backup/backup-run.ts";
import type { BackupSet } from "./backup/backup-set.ts";
import { pruneSets, setsOf, type Verified, verifySets } from "./backup/manage-sets.ts";
import { type BackupOutcome, backupOutcome, type RestoreOutcome, restoreOutcome } from "./backup/outcomes.ts";
import { allModules, clusterModules } from "./cluster-modules.ts";
import type { ComponentsRun } from "./components-run.ts";
import type { GraphInput, Input, RoleInput, TestInput } from "./input.ts";
import { applyRoles } from "./phases/apply-roles.ts";
import { approveRestore } from "./phases/approve-restore.ts";
import { approveRoles } from "./phases/approve-roles.ts";
import { approveUpgrade } from "./phases/approve-upgrade.ts";
import { backUpFirst } from "./phases/back-up-first.ts";
import { type CompareRolesOptions, compareRoles } from "./phases/compare-roles.ts";
import { confirmUpgrade } from "./phases/confirm-upgrade.ts";
import { establish } from "./phases/establish.ts";
import { placeRole } from "./phases/place-role.ts";
import { planBackup } from "./phases/plan-backup.ts";
import { planRestore } from "./phases/plan-restore.ts";
import { planUpgrade } from "./phases/plan-upgrade.ts";
import { restoreBackup, verifyNeeded } from "./phases/restore-backup.ts";
import { runTests, type TestRun } from "./phases/run-tests.ts";
import { takeBackup } from "./phases/take-backup.ts";
import { upgradeRoles } from "./phases/upgrade-roles.ts";
import { plansOf } from "./plans-of.ts";
import { listRoles, type RoleListing } from "./role-listing.ts";
import { metadataOf, type RoleMetadata } from "./role-metadata.ts";
import { type FoundModule, findModules } from "./search-listing.ts";
import { type Solution, solutionFor } from "./solution.ts";
import type { RoleChoice } from "./tasks/role-choice.ts";
import type { UpgradeInput, UpgradeOutcome, UpgradeRun } from "./upgrade/upgrade-run.ts";

type PhasesOf = (options: CompareRolesOptions) => readonly Phase<ComponentsRun>[];

const planPhases: PhasesOf = (options) => [compareRoles(options)];
const applyPhases: PhasesOf = (options) => [
  compareRoles(options),
  approveRoles,
  establish,
  placeRole,
  applyRoles(options.hooks),
];
const testPhases =
  (choice: RoleChoice): PhasesOf =>
  ({ hooks }) => [runTests(hooks, choice)];
const backupPhases =
  (input: BackupInput): PhasesOf =>
  ({ hooks }) => [planBackup(hooks, input), ...(input.dryRun ? [] : [takeBackup(hooks)])];
const restorePhases =
  (input: RestoreInput): PhasesOf =>
  ({ hooks }) => [
    planRestore(hooks, input),
    ...(input.dryRun ? [] : [verifyNeeded, approveRestore, restoreBackup(hooks)]),
  ];
const upgradePhases =
  (input: UpgradeInput): PhasesOf =>
  (options) => [
    compareRoles(options),
    planUpgrade(options.hooks, input),
    ...(input.dryRun ? [] : [approveUpgrade(input), ...changingPhases(options, input)]),
  ];
const changingPhases = (options: CompareRolesOptions, { backup = true }: UpgradeInput) => [
  ...(backup ? [backUpFirst(options.hooks)] : []),
  upgradeRoles(options.hooks),
  confirmUpgrade(options),
];

/** Roles on machines. `components` is a thin command line over it. Machines and their roles come from the inventory alone. */
export class Components {
  /** Open to plugins; documented in docs/hooks.md. */
  readonly hooks = createComponentsHooks({
    role: (name) => this.#requireHost().role(name),
    loadTask: (role, task) => this.#requireHost().loadTask(role, task),
  });
  #plugins: Promise<OpenedPlugins> | undefined;
  #host: Host | undefined;

  constructor(readonly settings: Settings) {}

  /** Takes plugins that someone else opened and let tap these hooks. */
  usePlugins(plugins: OpenedPlugins): void {
    this.#plugins = Promise.resolve(plugins);
    this.#host = plugins.host;
  }

  async list(): Promise<RoleListing[]> {
    return listRoles(await openHost(this.settings));
  }

  async search(expression: string): Promise<FoundModule[]> {
    const { cwd, build } = this.settings;
    return findModules(await openHost(this.settings), { expression, cwd, build });
  }

  /**
   * What the roles, or components, need, in the order of applying it. With documents or a build folder without what that
   * cluster has. Throws `no-solution` (refused).
   */
  async solve(names: readonly string[], { files }: Input = {}): Promise<Solution> {
    const workspace = await this.#openCluster(files);
    const host = workspace?.host ?? (await openHost(this.settings));
    return solutionFor(host, names, workspace && clusterModules(workspace));
  }

  /** How the roles of a cluster, or all that there are, depend on each other. */
  async graph({ files, all = false }: GraphInput = {}): Promise<ModuleGraph> {
    const workspace = all ? undefined : await this.#openCluster(files);
    const { roles, providers } = workspace ? clusterModules(workspace) : allModules(await openHost(this.settings));
    return moduleGraph(roles, providers);
  }

  async metadata(role: string): Promise<RoleMetadata> {
    return metadataOf((await openHost(this.settings)).role(role));
  }

  async plan(input: RoleInput = {}): Promise<ComponentsPlan> {
    const { workspace, addition } = await this.#openFor(input);
    return plansOf(await this.#through(await beginReading(workspace), { phases: planPhases, addition }));
  }

  /** Tells what was changed behind the product's back from what the configuration changed since. Changes nothing. */
  async audit({ files }: Input = {}): Promise<Audit> {
    const run = await beginReading(await this.#open(files));
    const { prepared } = await this.#through(run, { phases: planPhases, addition: undefined });
    return { machines: (prepared?.machines ?? []).map(auditMachine) };
  }

  async apply(input: RoleInput = {}): Promise<ComponentsPlan> {
    return plansOf(await this.#write("components apply", { input, phases: applyPhases }));
  }

  async test({ files, ...choice }: TestInput = {}): Promise<readonly CheckResult[]> {
    const { results } = (await this.#write("components test", {
      input: { ...(files && { files }) },
      phases: testPhases(choice),
    })) as TestRun;
    return results ?? [];
  }

  /** Takes a backup of what roles hold. Either all of it becomes a set, or none is left. */
  async backup({ files, ...input }: Input & BackupInput = {}): Promise<BackupOutcome> {
    const task = { command: "components backup", phases: backupPhases(input), dryRun: input.dryRun };
    return backupOutcome(await this.#task(files, task));
  }

  /** Puts back what backups hold. Asks before it does; refuses where newer data would be lost. */
  async restore({ files, ...input }: Input & RestoreInput = {}): Promise<RestoreOutcome> {
    const task = { command: "components restore", phases: restorePhases(input), dryRun: input.dryRun };
    return restoreOutcome(await this.#task(files, task), input);
  }

  /**
   * Brings the packages of roles to what their sources offer, one machine after another, or goes on with an upgrade that
   * stopped. Takes a backup first; refuses (4) to go back, and to overwrite what was changed by hand.
   */
  async upgrade({ files, ...input }: Input & UpgradeInput = {}): Promise<UpgradeOutcome> {
    const task = { command: "components upgrade", phases: upgradePhases(input), dryRun: input.dryRun };
    const { record } = (await this.#task(files, task)) as UpgradeRun;
    const { steps = [], backup } = record ?? {};
    return { steps, ...(backup !== undefined && { backup }), isDone: input.dryRun !== true };
  }

  /** Every finished backup that the build folder, or another place, knows; oldest first. */
  async backups(input: Input & Pick<BackupInput, "location"> = {}): Promise<readonly BackupSet[]> {
    return this.#reading(input, async (_run, sets) => sets);
  }

  async verifyBackups(
    names: readonly string[],
    input: Input & Pick<BackupInput, "location"> = {},
  ): Promise<Verified[]> {
    return this.#reading(input, (run, sets) => verifySets(run, sets, names));
  }

  /** Removes all but the newest backups of each role. */
  async pruneBackups(keep: number, { files, location }: Input & Pick<BackupInput, "location"> = {}) {
    const workspace = await this.#open(files);
    const run = await beginWriting(workspace, { command: "components backup prune", version: productVersion() });
    return finishing(run, async () => pruneSets(run, await setsOf(run, location), keep));
  }

  async #reading<Result>(
    { files, location }: Input & Pick<BackupInput, "location">,
    work: (run: Run, sets: readonly BackupSet[]) => Promise<Result>,
  ): Promise<Result> {
    const run = await beginReading(await this.#open(files));
    return finishing(run, async () => work(run, await setsOf(run, location)));
  }

  #requireHost(): Host {
    if (!this.#host) throw new Error("tasks are asked for before plugins were opened");
    return this.#host;
  }

  /** Undefined where neither documents nor a build folder are named. */
  async #openCluster(files: Input["files"] = []): Promise<Workspace | undefined> {
    return files.length > 0 || this.settings.build !== undefined ? this.#open(files) : undefined;
  }

  /** With a role, documents are resolved once more: with its components having it. */
  async #openFor({ files, role, on }: RoleInput): Promise<{ workspace: Workspace; addition: Addition | undefined }> {
    const workspace = await this.#open(files);
    if (role === undefined) return { workspace, addition: undefined };
    const addition = additionTo(workspace, { role, on });
    if (addition.components.length === 0) return { workspace, addition };
    return { workspace: await this.#open(files, addition), addition };
  }

  async #open(files: Input["files"], adding?: Addition): Promise<Workspace> {
    if (!this.#plugins) this.usePlugins(await openPlugins(this.settings, { components: this.hooks }));
    const options = { settings: this.settings, host: this.#requireHost(), files, resolve: [this.hooks.resolve] };
    return openWorkspace({ ...options, ...(adding && { adding }) });
  }

  async #write(command: string, { input, phases }: { input: RoleInput; phases: PhasesOf }) {
    const { workspace, addition } = await this.#openFor(input);
    const run = await beginWriting(workspace, { command, version: productVersion() });
    return this.#through(run, { phases, addition });
  }

  async #task(files: Input["files"], { command, phases, dryRun }: Task): Promise<ComponentsRun> {
    if (!dryRun) return this.#write(command, { input: { ...(files && { files }) }, phases });
    return this.#through(await beginReading(await this.#open(files)), { phases, addition: undefined });
  }

  async #through(run: Run, { phases, addition }: Work): Promise<ComponentsRun> {
    return finishing(run, async () => {
      requireMet(run.workspace);
      const components = await runFromInventory(run, addition);
      const options = { hooks: this.hooks, pluginTypes: (await this.#plugins)?.pluginTypes ?? [] };
      await runPhases({ phases: phases(options), run: components, hooks: this.hooks, ...run });
      return components;
    });
  }
}

async function finishing<Result>(run: Run, work: () => Promise<Result>): Promise<Result> {
  let failure: unknown;
  try {
    return await work();
  } catch (error) {
    failure = error;
    throw error;
  } finally {
    await run.finish(endingOf(failure));
  }
}

interface Task {
  command: string;
  phases: PhasesOf;
  dryRun?: boolean | undefined;
}

interface Work {
  phases: PhasesOf;
  addition: Addition | undefined;
}

async function runFromInventory(run: Run, addition: Addition | undefined): Promise<ComponentsRun> {
  const { machines, access } = await readInventory(run.folder.inventory);
  run.reach(machines, access);
  const all = addition ? withAddition(machines, addition) : machines;
  return { run, machines: all.map((machine) => ({ machine, presence: "running" })), ...(addition && { addition }) };
}
