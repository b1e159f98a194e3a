import {
  applyRoles,
  type CompareRolesOptions,
  Components,
  compareRoles,
  offerInfluences,
  plansOf,
  requireVersions,
  type UpgradeInput,
} from "@lambdastack/components";
import {
  beginReading,
  beginWriting,
  type ComponentsPlan,
  finishing,
  type InfrastructurePlan,
  type OpenedPlugins,
  openPlugins,
  openWorkspace,
  type Phase,
  type PhaseHooks,
  productVersion,
  type Run,
  requireMet,
  runPhases,
  type Settings,
  type Workspace,
} from "@lambdastack/core";
import {
  askLeaving,
  compareMachines,
  drainMachines,
  establish,
  guardProtected,
  Infrastructure,
  makeMachines,
  providerModules,
  recordInventory,
  type TemplateOptions,
  verifyMachines,
} from "@lambdastack/infrastructure";
import { compareRepository, Repository, type RepositoryChange, servingPhases } from "@lambdastack/repository";
import { type ClusterRun, clusterRun, infrastructurePlanOf } from "./cluster-run.ts";
import { approveCluster, clusterPlanText } from "./phases/approve-cluster.ts";
import { ofComponents, ofInfrastructure, ofRepository } from "./phases/half.ts";
import { handOverMachines, handOverPlannedMachines } from "./phases/hand-over-machines.ts";
import { compareAgain } from "./phases/keep-promise.ts";
import { savePlan, verifyPlan } from "./phases/saved-plan.ts";
import { writeDocuments } from "./phases/write-documents.ts";
import type { Count } from "./scale/counts.ts";
import { type EditedDocuments, editedDocuments } from "./scale/edited-documents.ts";
import { type ClusterUpgrade, upgradeCluster } from "./upgrade-cluster.ts";

/** Input of the commands: documents, or nothing to take those last applied from the build folder. */
export interface Input {
  files?: readonly string[];
}

/** What a cluster is compared with, or made of. */
export interface ClusterInput extends Input {
  /** Folder that was downloaded, or bundle, that the repository is filled from. */
  offline?: string;
  /** File that says whose bundles are trusted, besides the cluster's own key. */
  signers?: string;
  /** Accept a bundle that does not come after the last one of its line. */
  allowRollback?: boolean;
  /** How many machines components are to have. Once approved, an apply writes it into the documents. */
  counts?: readonly Count[];
}

export interface PlanInput extends ClusterInput {
  /** File to save the plan in. */
  output?: string;
}

export interface ApplyInput extends ClusterInput {
  /** A saved plan that must still hold. */
  plan?: string;
}

/** What a cluster would go, or went, through. */
export interface ClusterPlan {
  infrastructure: InfrastructurePlan;
  repository: readonly RepositoryChange[];
  components: ComponentsPlan;
  /** For people. */
  text: string;
}

type PhasesOf = (options: CompareRolesOptions) => readonly Phase<ClusterRun>[];

const comparison: PhasesOf = (options) => [
  ...[compareMachines, guardProtected, askLeaving].map(ofInfrastructure),
  handOverPlannedMachines,
  ofRepository(compareRepository),
  ofComponents(compareRoles(options)),
];

const planPhases =
  ({ output, files }: PlanInput): PhasesOf =>
  (options) => [
    ...comparison(options),
    ofComponents(requireVersions),
    ...(output === undefined ? [] : [savePlan(output, files)]),
  ];

const applyPhases =
  ({ plan }: ApplyInput): PhasesOf =>
  (options) => [
    ...comparison(options),
    ofComponents(requireVersions),
    ...(plan === undefined ? [] : [verifyPlan(plan)]),
    approveCluster,
    writeDocuments,
    ...(plan === undefined ? [ofComponents(offerInfluences)] : []),
    establish,
    ...machinePhases.map(unlessUnchanged),
    ofInfrastructure(recordInventory),
    ...servingPhases.map(ofRepository),
    unlessUnchanged(compareAgain(ofComponents(compareRoles(options)))),
    ofComponents(applyRoles(options.hooks)),
  ];

const machinePhases: readonly Phase<ClusterRun>[] = [
  ofInfrastructure(drainMachines),
  ofInfrastructure(makeMachines),
  ofInfrastructure(verifyMachines),
  handOverMachines,
];

/** Machines that are as wanted cost nothing further. */
function unlessUnchanged(phase: Phase<ClusterRun>): Phase<ClusterRun> {
  return { ...phase, skip: (cluster) => (isUnchanged(cluster) ? "machines are as wanted" : undefined) };
}

const isUnchanged = (cluster: ClusterRun): boolean =>
  cluster.run.before !== undefined && infrastructurePlanOf(cluster).changes.length === 0;

/** The whole product: machines and what runs on them. `lambdastack` is a thin command line over it. */
export class LambdaStack {
  readonly infrastructure: Infrastructure;
  readonly repository: Repository;
  readonly components: Components;
  #plugins: Promise<OpenedPlugins> | undefined;

  constructor(readonly settings: Settings) {
    this.infrastructure = new Infrastructure(settings);
    this.repository = new Repository(settings);
    this.components = new Components(settings);
  }

  /** Writes commented documents to start from. */
  async template(options: Omit<TemplateOptions, "scope">): Promise<void> {
    await this.infrastructure.template({ ...options, scope: "everything" });
  }

  async plan(input: PlanInput = {}): Promise<ClusterPlan> {
    const documents = await this.#edited(input);
    const run = await beginReading(await this.#openWith(input, documents));
    return clusterPlanOf(await this.#through(run, { phasesOf: planPhases(input), documents, ...input }));
  }

  async apply(input: ApplyInput = {}): Promise<ClusterPlan> {
    const documents = await this.#edited(input);
    const command = input.counts ? "lambdastack scale" : "lambdastack apply";
    const run = await beginWriting(await this.#openWith(input, documents), { command, version: productVersion() });
    return clusterPlanOf(await this.#through(run, { phasesOf: applyPhases(input), documents, ...input }));
  }

  /** Brings roles to newer packages, and the machines first to what a role wants of them by then. */
  async upgrade(input: UpgradeInput & Input = {}): Promise<ClusterUpgrade> {
    return upgradeCluster(this, input);
  }

  /** Documents and plugins of a command over everything: plugins tap the hooks of all three packages. */
  async open(input: Input = {}): Promise<Workspace> {
    return this.#openWith(input, undefined);
  }

  async #edited({ files = [], counts }: ClusterInput): Promise<EditedDocuments | undefined> {
    return counts && editedDocuments(this.settings, files, counts);
  }

  async #openWith({ files }: Input, documents: EditedDocuments | undefined): Promise<Workspace> {
    const [infrastructure, components] = [this.infrastructure.hooks, this.components.hooks];
    const hooks = { infrastructure, repository: this.repository.hooks, components };
    this.#plugins ??= openPlugins(this.settings, hooks, { modules: providerModules, files });
    const plugins = await this.#plugins;
    this.components.usePlugins(plugins);
    const resolve = [infrastructure.resolve, components.resolve];
    const texts = documents?.after;
    return openWorkspace({ settings: this.settings, host: plugins.host, files, texts, resolve });
  }

  /** A phase of the whole is announced to all three packages. */
  #phaseHooks(): PhaseHooks {
    const all = [this.infrastructure.hooks, this.repository.hooks, this.components.hooks];
    const promise = (name: keyof PhaseHooks): PhaseHooks["beforePhase"] => ({
      promise: async (happening) => {
        for (const hooks of all) await hooks[name].promise(happening);
      },
    });
    return { beforePhase: promise("beforePhase"), afterPhase: promise("afterPhase") };
  }

  async #through(run: Run, { phasesOf, documents, offline, signers, allowRollback, files }: Work): Promise<ClusterRun> {
    return finishing(run, async () => {
      requireMet(run.workspace);
      const hooks = { infrastructure: this.infrastructure.hooks, components: this.components.hooks };
      const source = {
        ...(offline !== undefined && { offline }),
        ...(signers !== undefined && { signers }),
        ...(allowRollback !== undefined && { allowRollback }),
        ...(files && { files }),
      };
      const cluster = { ...(await clusterRun(run, hooks, source)), ...(documents && { documents }) };
      const options = { hooks: this.components.hooks, pluginTypes: (await this.#plugins)?.pluginTypes ?? [] };
      await runPhases({ phases: phasesOf(options), run: cluster, hooks: this.#phaseHooks(), ...run });
      return cluster;
    });
  }
}

interface Work extends ClusterInput {
  phasesOf: PhasesOf;
  documents: EditedDocuments | undefined;
}

const clusterPlanOf = (cluster: ClusterRun): ClusterPlan => ({
  infrastructure: infrastructurePlanOf(cluster),
  repository: cluster.repository.plan?.changes ?? [],
  components: plansOf(cluster.components),
  text: clusterPlanText(cluster, { color: false }),
});
