import {
  applyRoles,
  Components,
  compareRoles,
  plansOf,
  type TappedHooks,
  tapHooks,
} from "@lambdastack/components";
import {
  beginReading,
  beginWriting,
  type ComponentsPlan,
  createInfrastructureHooks,
  endingOf,
  type InfrastructurePlan,
  openWorkspace,
  type Phase,
  productVersion,
  type Run,
  requireMet,
  runPhases,
  type Settings,
} from "@lambdastack/core";
import {
  compareMachines,
  establish,
  Infrastructure,
  makeMachines,
  recordInventory,
  type TemplateOptions,
  verifyMachines,
} from "@lambdastack/infrastructure";
import { type ClusterRun, clusterRun, infrastructurePlanOf } from "./cluster-run.ts";
import { approveCluster, clusterPlanText } from "./phases/approve-cluster.ts";
import { ofComponents, ofInfrastructure } from "./phases/half.ts";
import { handOverMachines, handOverPlannedMachines } from "./phases/hand-over-machines.ts";
import { compareAgain } from "./phases/keep-promise.ts";
import { savePlan, verifyPlan } from "./phases/saved-plan.ts";

/** Input of the commands: documents, or nothing to take those last applied from the build folder. */
export interface Input {
  files?: readonly string[];
}

export interface PlanInput extends Input {
  /** File to save the plan in. */
  output?: string;
}

export interface ApplyInput extends Input {
  /** A saved plan that must still hold. */
  plan?: string;
  /** False: machines stay as they are. */
  infrastructure?: boolean;
}

/** What a cluster would go, or went, through. */
export interface ClusterPlan {
  infrastructure: InfrastructurePlan;
  components: ComponentsPlan;
  /** For people. */
  text: string;
}

type PhasesOf = (tapped: TappedHooks) => readonly Phase<ClusterRun>[];

const comparison: PhasesOf = (tapped) => [
  ofInfrastructure(compareMachines),
  handOverPlannedMachines,
  ofComponents(compareRoles(tapped)),
];

const planPhases =
  ({ output, files }: PlanInput): PhasesOf =>
  (tapped) => [...comparison(tapped), ...(output === undefined ? [] : [savePlan(output, files)])];

const applyPhases =
  ({ plan }: ApplyInput): PhasesOf =>
  (tapped) => [
    ...comparison(tapped),
    ...(plan === undefined ? [] : [verifyPlan(plan)]),
    approveCluster,
    establish,
    ...machinePhases.map(unlessUnchanged),
    ofInfrastructure(recordInventory),
    unlessUnchanged(compareAgain(ofComponents(compareRoles(tapped)))),
    ofComponents(applyRoles(tapped.hooks)),
  ];

const machinePhases: readonly Phase<ClusterRun>[] = [
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
  readonly components: Components;
  /** Hooks of the infrastructure half of a run over everything. */
  readonly hooks = createInfrastructureHooks();

  constructor(readonly settings: Settings) {
    this.infrastructure = new Infrastructure(settings);
    this.components = new Components(settings);
  }

  /** Writes commented documents to start from. */
  async template(options: Omit<TemplateOptions, "scope">): Promise<void> {
    await this.infrastructure.template({ ...options, scope: "everything" });
  }

  async plan(input: PlanInput = {}): Promise<ClusterPlan> {
    const run = await beginReading(await openWorkspace(this.settings, input.files));
    return clusterPlanOf(await this.#through(run, planPhases(input)));
  }

  async apply(input: ApplyInput = {}): Promise<ClusterPlan> {
    const workspace = await openWorkspace(this.settings, input.files);
    const run = await beginWriting(workspace, { command: "lambdastack apply", version: productVersion() });
    return clusterPlanOf(await this.#through(run, applyPhases(input)));
  }

  async #through(run: Run, phasesOf: PhasesOf): Promise<ClusterRun> {
    let failure: unknown;
    try {
      requireMet(run.workspace);
      const tapped = await tapHooks(run, this.hooks);
      const cluster = await clusterRun(run);
      await runPhases({ phases: phasesOf(tapped), run: cluster, hooks: this.hooks, ...run });
      return cluster;
    } catch (error) {
      failure = error;
      throw error;
    } finally {
      await run.finish(endingOf(failure));
    }
  }
}

const clusterPlanOf = (cluster: ClusterRun): ClusterPlan => ({
  infrastructure: infrastructurePlanOf(cluster),
  components: plansOf(cluster.components),
  text: clusterPlanText(cluster, { color: false }),
});
