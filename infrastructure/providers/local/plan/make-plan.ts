import type { InfrastructurePlan, ProviderContext } from "@lambdastack/core";
import { settingsOf } from "../settings.ts";
import type { Supervisor } from "../supervisor/supervisor.ts";
import { type Blueprint, drawBlueprint } from "./blueprint.ts";
import { compare } from "./compare.ts";
import { type Observation, observe } from "./observe.ts";

export interface Survey {
  blueprint: Blueprint;
  observed: Observation;
}

export async function survey(context: ProviderContext, supervisor: Supervisor): Promise<Survey> {
  const blueprint = await drawBlueprint(context);
  return { blueprint, observed: await observe(context, supervisor, blueprint) };
}

export function makePlan({ manifest }: ProviderContext, { blueprint, observed }: Survey): InfrastructurePlan {
  const { machines } = blueprint.wanted;
  return {
    changes: compare({
      cluster: manifest.cluster.specification.name as string,
      wanted: machines,
      observed,
      memory: settingsOf(manifest).memory,
    }),
    machines: machines.map((machine) => {
      const found = observed.machines[machine.name];
      const exists = found?.disk === "ready" && found.running;
      return machine.os ? { machine, exists, os: machine.os } : { machine, exists };
    }),
    observed,
  };
}
