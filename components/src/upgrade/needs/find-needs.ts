import type { InfrastructureNeed, PreparedMachine } from "@lambdastack/core";
import type { PreparedComponents } from "../../components-run.ts";
import { crosses } from "../migration/due.ts";
import type { UpgradeStep } from "../upgrade-run.ts";

/** What a machine lacks for a step of an upgrade. */
export interface UnmetNeed {
  role: string;
  machine: string;
  what: "memory" | "processors";
  /** MiB, or how many. */
  wanted: number;
  has: number;
  /** Package and version that want it. */
  from: string;
  reason: string;
}

type Prepared = Pick<PreparedComponents, "machines" | "roles">;

/** What roles say of the machines that steps lead over a version on, compared with what the machines say of themselves. */
export const findNeeds = ({ machines, roles }: Prepared, steps: readonly UpgradeStep[]): UnmetNeed[] =>
  steps.flatMap((step) => {
    const needs = roles.get(step.role)?.manifest.infrastructure ?? [];
    const machine = machines.find(({ plan }) => plan.machine === step.machine);
    if (!machine) return [];
    return needs
      .filter(({ crossing }) => crosses(step.packages, crossing))
      .flatMap((need) => unmet(need, step, machine));
  });

function unmet(need: InfrastructureNeed, { role, machine }: UpgradeStep, { run }: PreparedMachine): UnmetNeed[] {
  const { crossing, reason } = need;
  const sizes = [
    { what: "memory", wanted: need.memory ?? 0, has: Math.floor(run.facts.memory / 2 ** 20) },
    { what: "processors", wanted: need.processors ?? 0, has: run.facts.processors },
  ] as const;
  const from = `${crossing.package} ${crossing.version}`;
  return sizes.filter(({ wanted, has }) => has < wanted).map((size) => ({ role, machine, ...size, from, reason }));
}
