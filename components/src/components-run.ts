import type { Machine, MachinePlan, PreparedMachine, Role, Run, SecretRequest } from "@lambdastack/core";
import type { Addition } from "./addition.ts";
import type { AnsibleWork } from "./ansible/ansible-work.ts";
import type { Selection } from "./apply/selection.ts";
import type { MachineToPlan } from "./plan/machine-to-plan.ts";
import type { RoleOrdering } from "./plan/order-of-run.ts";
import type { OutputEdges } from "./plan/output-edges.ts";

/** What the phases of this package work on. */
export interface ComponentsRun {
  run: Run;
  /** Every machine of the cluster, also those still to be created. */
  machines: readonly MachineToPlan[];
  /** The one role that the run is about. */
  addition?: Addition;
  /** What the run influences and the user accepted. */
  accepted?: Selection;
  /** Set by the phase that compares roles. */
  prepared?: PreparedComponents;
}

/** Everything that applying needs, as the comparison left it. */
export interface PreparedComponents {
  /** Those that the run may touch. */
  machines: readonly PreparedMachine[];
  /** Those and the ones that it only looks at, whole. */
  compared: readonly PreparedMachine[];
  /** What the run has an effect on and leaves as it is, with what would change there. */
  influenced: readonly MachinePlan[];
  selection: Selection;
  ordering: RoleOrdering;
  outputs: OutputEdges;
  /** Roles in use, by name. */
  roles: ReadonlyMap<string, Role>;
  /** What tasks published, by role, name and machine. */
  published: PublishedValues;
  /** Secrets that tasks asked for, with how each is made. */
  secrets: ReadonlyMap<string, SecretRequest>;
  allMachines: readonly Machine[];
  /** Roles written for Ansible. */
  ansible: AnsibleWork;
}

export type PublishedValues = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
