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
import { allModules, clusterModules } from "./cluster-modules.ts";
import type { ComponentsRun } from "./components-run.ts";
import { applyRoles } from "./phases/apply-roles.ts";
import { approveRoles } from "./phases/approve-roles.ts";
import { type CompareRolesOptions, compareRoles } from "./phases/compare-roles.ts";
import { establish } from "./phases/establish.ts";
import { runTests, type TestRun } from "./phases/run-tests.ts";
import { plansOf } from "./plans-of.ts";
import { listRoles, type RoleListing } from "./role-listing.ts";
import { metadataOf, type RoleMetadata } from "./role-metadata.ts";
import { type FoundModule, findModules } from "./search-listing.ts";
import { type Solution, solutionFor } from "./solution.ts";

/** Input of the commands: documents, or nothing to take those last applied from the build folder. */
export interface Input {
  files?: readonly string[];
}

export interface GraphInput extends Input {
  /** Every role there is, and no cluster. */
  all?: boolean;
}

type PhasesOf = (options: CompareRolesOptions) => readonly Phase<ComponentsRun>[];

const planPhases: PhasesOf = (options) => [compareRoles(options)];
const applyPhases: PhasesOf = (options) => [compareRoles(options), approveRoles, establish, applyRoles(options.hooks)];
const testPhases: PhasesOf = ({ hooks }) => [runTests(hooks)];

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

  async plan({ files }: Input = {}): Promise<ComponentsPlan> {
    const run = await beginReading(await this.#open(files));
    return plansOf(await this.#through(run, planPhases));
  }

  /** Tells what was changed behind the product's back from what the configuration changed since. Changes nothing. */
  async audit({ files }: Input = {}): Promise<Audit> {
    const run = await beginReading(await this.#open(files));
    const { prepared } = await this.#through(run, planPhases);
    return { machines: (prepared?.machines ?? []).map(auditMachine) };
  }

  async apply({ files }: Input = {}): Promise<ComponentsPlan> {
    return plansOf(await this.#write("components apply", { files, phases: applyPhases }));
  }

  async test({ files }: Input = {}): Promise<readonly CheckResult[]> {
    const { results } = (await this.#write("components test", { files, phases: testPhases })) as TestRun;
    return results ?? [];
  }

  #requireHost(): Host {
    if (!this.#host) throw new Error("tasks are asked for before plugins were opened");
    return this.#host;
  }

  /** Undefined where neither documents nor a build folder are named. */
  async #openCluster(files: Input["files"] = []): Promise<Workspace | undefined> {
    return files.length > 0 || this.settings.build !== undefined ? this.#open(files) : undefined;
  }

  async #open(files: Input["files"]): Promise<Workspace> {
    if (!this.#plugins) this.usePlugins(await openPlugins(this.settings, { components: this.hooks }));
    return openWorkspace({ settings: this.settings, host: this.#requireHost(), files, resolve: [this.hooks.resolve] });
  }

  async #write(command: string, { files, phases }: { files: Input["files"]; phases: PhasesOf }) {
    return this.#through(await beginWriting(await this.#open(files), { command, version: productVersion() }), phases);
  }

  async #through(run: Run, phases: PhasesOf): Promise<ComponentsRun> {
    let failure: unknown;
    try {
      requireMet(run.workspace);
      const components = await runFromInventory(run);
      const options = { hooks: this.hooks, pluginTypes: (await this.#plugins)?.pluginTypes ?? [] };
      await runPhases({ phases: phases(options), run: components, hooks: this.hooks, ...run });
      return components;
    } catch (error) {
      failure = error;
      throw error;
    } finally {
      await run.finish(endingOf(failure));
    }
  }
}

async function runFromInventory(run: Run): Promise<ComponentsRun> {
  const { machines, access } = await readInventory(run.folder.inventory);
  run.reach(machines, access);
  return { run, machines: machines.map((machine) => ({ machine, presence: "running" })) };
}
