import type { MachineToPlan } from "@lambdastack/components";
import type { Phase, PlannedMachine } from "@lambdastack/core";
import { machineAccess } from "@lambdastack/infrastructure";
import { type ClusterRun, infrastructurePlanOf } from "../cluster-run.ts";

/** Gives repository and components the machines that are planned, existing or not. */
export const handOverPlannedMachines: Phase<ClusterRun> = {
  name: "hand-over-machines",
  title: "Looking at the planned machines",
  async run(cluster) {
    const { machines, changes } = infrastructurePlanOf(cluster);
    const starting = new Set(changes.filter(({ action }) => action === "start").map(({ name }) => name));
    cluster.components.machines = machines.map((planned) => toPlan(planned, starting));
    cluster.repository.machines = machines.map(({ machine, exists, os }) => ({
      machine,
      isRunning: exists,
      ...(os && { os }),
    }));
    const existing = machines.filter(({ exists }) => exists).map(({ machine }) => machine);
    if (existing.length > 0) cluster.run.reach(existing, await machineAccess(cluster.infrastructure));
    return undefined;
  },
};

/** Gives repository and components the machines as they came to be. */
export const handOverMachines: Phase<ClusterRun> = {
  name: "hand-over-machines",
  title: "Taking over the machines",
  async run(cluster) {
    const machines = cluster.infrastructure.machines ?? [];
    cluster.components.machines = machines.map((machine) => ({ machine, presence: "running" }));
    cluster.repository.machines = machines.map((machine) => ({ machine, isRunning: true }));
    return undefined;
  },
};

function toPlan({ machine, exists, os }: PlannedMachine, starting: ReadonlySet<string>): MachineToPlan {
  const absent = starting.has(machine.name) ? "stopped" : "missing";
  return { machine, presence: exists ? "running" : absent, ...(os ? { os } : {}) };
}
