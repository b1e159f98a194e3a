import { resolve } from "node:path";
import {
  type Audit,
  auditMachine,
  beginReading,
  beginWriting,
  type CheckResult,
  type ComponentsPlan,
  createComponentsHooks,
  type DocumentText,
  finishing,
  type Host,
  type ModuleGraph,
  moduleGraph,
  moduleReference,
  type OpenedPlugins,
  type OpenWorkspaceOptions,
  openHost,
  openPlugins,
  openWorkspace,
  productVersion,
  type Run,
  readInventory,
  requireMet,
  runPhases,
  type Settings,
  type Workspace,
} from "@lambdastack/core";
import { type Addition, additionTo, withAddition } from "./addition.ts";
import { adoptChanges } from "./adopt/adopt-changes.ts";
import type { Adoption } from "./adopt/adoption.ts";
import type { Comparison } from "./adopt/comparison.ts";
import type { BackupInput, RestoreInput } from "./backup/backup-run.ts";
import type { BackupSet } from "./backup/backup-set.ts";
import { pruneSets, setsOf, type Verified, verifySets } from "./backup/manage-sets.ts";
import { type BackupOutcome, backupOutcome, type RestoreOutcome, restoreOutcome } from "./backup/outcomes.ts";
import { allModules, relatedModules, withTypes } from "./cluster-modules.ts";
import type { ComponentsRun } from "./components-run.ts";
import type { GraphInput, Input, RoleInput, TestInput } from "./input.ts";
import type { TestRun } from "./phases/run-tests.ts";
import { plansOf } from "./plans-of.ts";
import { listRoles, type RoleListing } from "./role-listing.ts";
import { metadataOf, moduleMetadata, type RoleMetadata } from "./role-metadata.ts";
import { type ScaleInput, type ScaleOutcome, scaleOutcome } from "./scale/scale-run.ts";
import { type FoundModule, findModules } from "./search-listing.ts";
import { type Solution, solutionFor } from "./solution.ts";
import {
  applyPhases,
  backupPhases,
  comparePhases,
  type PhasesOf,
  planPhases,
  restorePhases,
  scalePhases,
  testPhases,
  upgradePhases,
} from "./task-phases.ts";
import type { UpgradeInput, UpgradeOutcome, UpgradeRun } from "./upgrade/upgrade-run.ts";
import { auditUpgrade, type UpgradeAudit } from "./upgrade-audit/audit-upgrade.ts";

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
    const { host, modules } = await relatedModules(this.settings, files, () => this.#open(files));
    return solutionFor(host, names, modules);
  }

  /** How the roles of a cluster, or all that there are, depend on each other. */
  async graph({ files, all = false }: GraphInput = {}): Promise<ModuleGraph> {
    const { host, modules } = await relatedModules(this.settings, files, () => this.#open(files));
    const { roles, providers } = all || !modules ? allModules(host) : modules;
    const { nodes, edges } = moduleGraph(roles, providers);
    return { nodes: withTypes(host, nodes), edges };
  }

  /** Of `<name>` or `<name>@<version>`, a role or a module. */
  async metadata(name: string): Promise<RoleMetadata> {
    const reference = moduleReference(name);
    const pins = reference.version === undefined ? {} : { [reference.name]: reference.version };
    const host = await openHost(this.settings, {}, pins);
    const module = host.modules.get(reference.name);
    return module ? moduleMetadata(module, reference.version) : metadataOf(host.roleAt(reference));
  }

  async plan(input: RoleInput = {}): Promise<ComponentsPlan> {
    const { workspace, addition } = await this.#openFor(input);
    return plansOf(await this.#through(await beginReading(workspace), { phases: planPhases, addition }));
  }

  /** Tells what was changed behind the product's back from what the configuration changed since. Changes nothing. */
  async audit({ files }: Input = {}): Promise<Audit> {
    const { prepared } = await this.#compare({ files });
    return { machines: (prepared?.machines ?? []).map(auditMachine) };
  }

  /** Takes what was changed by hand over into the documents, once that is approved. Changes no machine. */
  async adopt(input: Input): Promise<Adoption> {
    return adoptChanges(this.#comparison(input));
  }

  /** What an upgrade of the products of its roles would make of what was changed by hand. Changes nothing. */
  async auditUpgrade(to: string, input: Input = {}): Promise<UpgradeAudit> {
    return auditUpgrade(to, this.#comparison(input));
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
    const { record, needs = [] } = (await this.#task(files, task)) as UpgradeRun;
    const { steps = [], backup } = record ?? {};
    const isDone = input.dryRun !== true && needs.length === 0;
    return { steps, ...(backup !== undefined && { backup }), ...(needs.length > 0 && { needs }), isDone };
  }

  /** Lets machines leave what their roles are members of. Asks before it does; refuses where data or quorum would be lost. */
  async scale({ files, ...input }: Input & ScaleInput): Promise<ScaleOutcome> {
    const task = { command: "components scale", phases: scalePhases(input), dryRun: input.dryRun };
    return scaleOutcome(await this.#task(files, task), input);
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

  /** With a role, documents are resolved once more: with its components having it. */
  async #openFor({ files, role, on }: RoleInput): Promise<{ workspace: Workspace; addition: Addition | undefined }> {
    const workspace = await this.#open(files, { role });
    if (role === undefined) return { workspace, addition: undefined };
    const addition = additionTo(workspace, { role, on });
    if (addition.components.length === 0) return { workspace, addition };
    return { workspace: await this.#open(files, { adding: addition }), addition };
  }

  #comparison({ files = [] }: Input): Comparison {
    return {
      files: files.map((file) => resolve(this.settings.cwd, file)),
      settings: this.settings,
      compare: (texts) => this.#compare({ files, texts }),
    };
  }

  async #compare({ files, texts }: Pick<OpenWorkspaceOptions, "files" | "texts">): Promise<ComponentsRun> {
    const run = await beginReading(await this.#open(files, { texts }));
    return this.#through(run, { phases: comparePhases, addition: undefined });
  }

  async #open(files: Input["files"], { role, adding, texts }: Opening = {}): Promise<Workspace> {
    if (!this.#plugins) this.usePlugins(await openPlugins(this.settings, { components: this.hooks }, { files, role }));
    const options = { settings: this.settings, host: this.#requireHost(), files, texts, resolve: [this.hooks.resolve] };
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

interface Task {
  command: string;
  phases: PhasesOf;
  dryRun?: boolean | undefined;
}

interface Opening {
  /** As the command line names it. */
  role?: string | undefined;
  adding?: Addition | undefined;
  /** Documents in place of the files' own. */
  texts?: readonly DocumentText[] | undefined;
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
