import type { Facts, Machine, OperatingSystem } from "@lambdastack/core";

/** A machine of the cluster and whether its roles can be compared now. */
export interface MachineToPlan {
  machine: Machine;
  /** `running`: compared over SSH. `missing`: compared with an empty machine. `stopped`: compared once it is started. */
  presence: "running" | "missing" | "stopped";
  /** OS of the image, for a missing machine. */
  os?: OperatingSystem;
}

/** What a task read although nobody can know it before the machine exists. */
export class UnknownFact extends Error {
  constructor(readonly fact: string) {
    super(`reads the fact ${fact}, which is known after the machine is created`);
  }
}

/** Facts of a machine that does not exist: its OS is declared, the rest throws `UnknownFact` when read. */
export function declaredFacts(machine: Machine, os: OperatingSystem): Facts {
  const unknown = (fact: string) => ({
    enumerable: true,
    get(): never {
      throw new UnknownFact(fact);
    },
  });
  return Object.defineProperties({ os, hostname: machine.hostname } as Facts, {
    memory: unknown("memory"),
    processors: unknown("processors"),
    timeSkew: unknown("timeSkew"),
  });
}
