import {
  beginReading,
  beginWriting,
  createComponentsHooks,
  createInfrastructureHooks,
  type Drift,
  finishing,
  type Host,
  type InfrastructurePlan,
  type Machine,
  type MachineStatus,
  type OpenedPlugins,
  type OpenWorkspaceOptions,
  openHost,
  openLastApplied,
  openPlugins,
  openWorkspace,
  type Phase,
  productVersion,
  providerName,
  type Run,
  runPhases,
  type Settings,
  type Workspace,
} from "@lambdastack/core";
import { providerContext } from "./context/provider-context.ts";
import { type InfrastructureRun, type InspectedMachine, infrastructureRun } from "./infrastructure-run.ts";
import { initialise } from "./init/initialise.ts";
import { analyseMachines } from "./phases/analyse-machines.ts";
import { approveDestruction } from "./phases/approve-destruction.ts";
import { approveMachines } from "./phases/approve-machines.ts";
import { auditMachines, auditProvider } from "./phases/audit-infrastructure.ts";
import { compareMachines } from "./phases/compare-machines.ts";
import { drainMachines } from "./phases/drain-machines.ts";
import { establish } from "./phases/establish.ts";
import { askLeaving, guardProtected } from "./phases/guard-leaving.ts";
import { inspectMachines } from "./phases/inspect-machines.ts";
import { makeMachines } from "./phases/make-machines.ts";
import { planDestruction } from "./phases/plan-destruction.ts";
import { recordFound } from "./phases/record-found.ts";
import { removeBuildFolder } from "./phases/remove-build-folder.ts";
import { removeMachines } from "./phases/remove-machines.ts";
import { restoreSources } from "./phases/restore-sources.ts";
import { verifyMachines } from "./phases/verify-machines.ts";
import { recordInventory } from "./phases/write-inventory.ts";
import { metadataOf, type ProviderMetadata } from "./provider-metadata.ts";
import { providerModules } from "./provider-modules.ts";
import { keptFolder, purgeKept } from "./purge-kept.ts";
import { type TemplateOptions, writeTemplate } from "./template.ts";

/** Input of the commands: documents, or nothing to take those last applied from the build folder. */
export interface Input {
  files?: readonly string[];
}

export interface AnalyseInput extends Input {
  /** Value of the tag `lambdastack` of the machines in a cloud, where the build folder does not know it. */
  tag?: string;
}

export interface ProviderInput extends Input {
  /** By name or alias. */
  provider?: string;
}

export interface InitInput extends ProviderInput {
  /** File of a state; then no cluster is needed, and nothing is written. */
  state?: string;
}

export interface DestroyInput extends Input {
  /** Also backups, and with provider `any` keys and secrets. */
  purge?: boolean;
}

type InfrastructurePhase = Phase<InfrastructureRun>;

const planPhases: readonly InfrastructurePhase[] = [compareMachines, guardProtected, askLeaving];
const applyPhases: readonly InfrastructurePhase[] = [
  ...planPhases,
  approveMachines,
  establish,
  drainMachines,
  makeMachines,
  verifyMachines,
  recordInventory,
];
const analysePhases: readonly InfrastructurePhase[] = [
  analyseMachines,
  inspectMachines,
  establish,
  recordFound,
  recordInventory,
];
const destroyPhases = (purge: boolean): readonly InfrastructurePhase[] => [
  planDestruction,
  guardProtected,
  approveDestruction(purge),
  restoreSources,
  removeMachines,
  removeBuildFolder(purge),
];

/** Machines of a cluster. `infra` is a thin command line over it. */
export class Infrastructure {
  /** Open to plugins; documented in docs/hooks.md. */
  readonly hooks = createInfrastructureHooks();

  /** Plugins tap the tasks of roles here too: roles are asked before their machines go. */
  readonly #tasks = createComponentsHooks({
    role: (name) => this.#requireHost().role(name),
    loadTask: (role, task) => this.#requireHost().loadTask(role, task),
  });
  #plugins: Promise<OpenedPlugins> | undefined;
  #host: Host | undefined;

  constructor(readonly settings: Settings) {}

  /** Writes commented documents to start from; throws where the file exists. */
  async template(options: TemplateOptions): Promise<void> {
    await writeTemplate(this.settings, options);
  }

  /** What a provider says of itself; that of the documents where none is named. */
  async metadata({ provider, files }: ProviderInput = {}): Promise<ProviderMetadata> {
    const host = await openHost(this.settings, providerModules);
    const name = provider ?? providerName((await this.#open(files)).manifest);
    return metadataOf(host.provider(name));
  }

  /**
   * Computes documents from a state: that of the build folder, or of a file without any cluster. They are written to the
   * build folder's `config/`, where they lie between defaults and the user's documents, or given back alone.
   */
  async init({ provider, files, state }: InitInput = {}): Promise<{ text: string; file?: string }> {
    const workspace = provider === undefined || state === undefined ? await this.#open(files) : undefined;
    return initialise(this.settings, { provider, state, workspace });
  }

  async plan({ files }: Input = {}): Promise<InfrastructurePlan> {
    const run = await beginReading(await this.#open(files));
    const { plan } = await this.#through(run, planPhases);
    return plan as InfrastructurePlan;
  }

  /** Resolves with the machines of the cluster; manifest, inventory and state are written. */
  async apply({ files }: Input = {}): Promise<{ plan: InfrastructurePlan; machines: readonly Machine[] }> {
    const { plan, machines } = await this.#write("infra apply", { files, phases: applyPhases });
    return { plan: plan as InfrastructurePlan, machines: machines ?? [] };
  }

  /** Describes what exists and writes manifest and inventory; changes no machine. */
  async analyse({ files, tag }: AnalyseInput = {}): Promise<readonly InspectedMachine[]> {
    const run = await beginWriting(await this.#open(files), { command: "infra analyse", version: productVersion() });
    const { inspected } = await this.#through(run, analysePhases, tag === undefined ? {} : { clusterTag: tag });
    return inspected ?? [];
  }

  /** Each recorded machine as the provider sees it; changes nothing. */
  async status({ files }: Input = {}): Promise<MachineStatus[]> {
    const run = await beginReading(await this.#open(files));
    const infrastructure = await this.#through(run, []);
    return infrastructure.provider.status(await providerContext(infrastructure));
  }

  /** Every difference between documents, state and what exists; changes nothing. Refused where nothing was applied. */
  async audit({ files }: Input = {}): Promise<{ drifts: readonly Drift[]; machines: number }> {
    const run = await beginReading(await this.#open(files));
    const { drifts = [], machines = [] } = await this.#through(run, [auditProvider, auditMachines]);
    return { drifts, machines: machines.length };
  }

  async destroy({ files, purge = false }: DestroyInput = {}): Promise<InfrastructurePlan> {
    const kept = purge ? keptFolder(this.settings) : undefined;
    if (kept) {
      await purgeKept(kept, this.settings);
      return { changes: [], machines: [], observed: {} };
    }
    const workspace = await openLastApplied(await this.#opening(files));
    const run = await beginWriting(workspace, { command: "infra destroy", version: productVersion() });
    const { plan } = await this.#through(run, destroyPhases(purge));
    return plan as InfrastructurePlan;
  }

  #requireHost(): Host {
    if (!this.#host) throw new Error("roles are asked before plugins were opened");
    return this.#host;
  }

  async #open(files: Input["files"]): Promise<Workspace> {
    return openWorkspace(await this.#opening(files));
  }

  async #opening(files: Input["files"]): Promise<OpenWorkspaceOptions> {
    const hooks = { infrastructure: this.hooks, components: this.#tasks };
    this.#plugins ??= openPlugins(this.settings, hooks, { modules: providerModules, files });
    const { host } = await this.#plugins;
    this.#host = host;
    return { settings: this.settings, host, files, resolve: [this.hooks.resolve] };
  }

  async #write(command: string, { files, phases }: { files: Input["files"]; phases: readonly InfrastructurePhase[] }) {
    const run = await beginWriting(await this.#open(files), { command, version: productVersion() });
    return this.#through(run, phases);
  }

  async #through(
    run: Run,
    phases: readonly InfrastructurePhase[],
    more: Pick<InfrastructureRun, "clusterTag"> = {},
  ): Promise<InfrastructureRun> {
    return finishing(run, async () => {
      const infrastructure = { ...(await infrastructureRun(run, this.hooks, this.#tasks)), ...more };
      await runPhases({ phases, run: infrastructure, hooks: this.hooks, ...run });
      return infrastructure;
    });
  }
}
