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
  roleReference,
  runPhases,
  type Settings,
  type Workspace,
} from "@lambdastack/core";
import { type Addition, additionTo, withAddition } from "./addition.ts";
import { allModules, clusterModules } from "./cluster-modules.ts";
import type { ComponentsRun } from "./components-run.ts";
import type { GraphInput, Input, RoleInput } from "./input.ts";
import { applyRoles } from "./phases/apply-roles.ts";
import { approveRoles } from "./phases/approve-roles.ts";
import { type CompareRolesOptions, compareRoles } from "./phases/compare-roles.ts";
import { establish } from "./phases/establish.ts";
import { offerInfluences } from "./phases/offer-influences.ts";
import { placeRole } from "./phases/place-role.ts";
import { runTests, type TestRun } from "./phases/run-tests.ts";
import { plansOf } from "./plans-of.ts";
import { listRoles, type RoleListing } from "./role-listing.ts";
import { metadataOf, type RoleMetadata } from "./role-metadata.ts";
import { type FoundModule, findModules } from "./search-listing.ts";
import { type Solution, solutionFor } from "./solution.ts";

type PhasesOf = (options: CompareRolesOptions) => readonly Phase<ComponentsRun>[];

const planPhases: PhasesOf = (options) => [compareRoles(options)];
const applyPhases: PhasesOf = (options) => [
  compareRoles(options),
  approveRoles,
  offerInfluences,
  establish,
  placeRole,
  applyRoles(options.hooks),
];
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

  /** Of `<role>` or `<role>@<version>`. */
  async metadata(role: string): Promise<RoleMetadata> {
    const reference = roleReference(role);
    const pins = reference.version === undefined ? {} : { [reference.name]: reference.version };
    return metadataOf((await openHost(this.settings, {}, pins)).roleAt(reference));
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

  async test({ files }: Input = {}): Promise<readonly CheckResult[]> {
    const { results } = (await this.#write("components test", {
      input: files ? { files } : {},
      phases: testPhases,
    })) as TestRun;
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

  /** With a role, documents are resolved once more: with its components having it. */
  async #openFor({ files, role, on }: RoleInput): Promise<{ workspace: Workspace; addition: Addition | undefined }> {
    const workspace = await this.#open(files, { role });
    if (role === undefined) return { workspace, addition: undefined };
    const addition = additionTo(workspace, { role, on });
    if (addition.components.length === 0) return { workspace, addition };
    return { workspace: await this.#open(files, { adding: addition }), addition };
  }

  async #open(files: Input["files"], { role, adding }: Opening = {}): Promise<Workspace> {
    if (!this.#plugins) this.usePlugins(await openPlugins(this.settings, { components: this.hooks }, { files, role }));
    const options = { settings: this.settings, host: this.#requireHost(), files, resolve: [this.hooks.resolve] };
    return openWorkspace({ ...options, ...(adding && { adding }) });
  }

  async #write(command: string, { input, phases }: { input: RoleInput; phases: PhasesOf }) {
    const { workspace, addition } = await this.#openFor(input);
    const run = await beginWriting(workspace, { command, version: productVersion() });
    return this.#through(run, { phases, addition });
  }

  async #through(run: Run, { phases, addition }: Work): Promise<ComponentsRun> {
    let failure: unknown;
    try {
      requireMet(run.workspace);
      const components = await runFromInventory(run, addition);
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

interface Opening {
  /** As the command line names it. */
  role?: string | undefined;
  adding?: Addition;
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
