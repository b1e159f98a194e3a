import type { Resource } from "@lambdastack/core";
import { isCheck } from "./around-packages.ts";

/** What an upgrade does on a machine with what stands in a round. */
export interface RoundWork {
  step(resource: Resource): Promise<void>;
  /** Brings one package, where this step of the upgrade has it. */
  one(name: string): Promise<void>;
  /** Makes a resource as the documents want it, which the role's task `apply` has too. */
  make(resource: Resource): Promise<void>;
}

/** Everything that stands in a round, in its order, but checks, which only say who leads. */
export async function throughRound(round: readonly Resource[], { step, one, make }: RoundWork): Promise<void> {
  for (const resource of round.filter((found) => !isCheck(found))) {
    if (resource.type === "step") await step(resource);
    else if (resource.type === "package") await one(String(resource.props.name));
    else await make(resource);
  }
}
