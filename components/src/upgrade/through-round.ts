import type { Resource } from "@lambdastack/core";

/** What an upgrade does on a machine with what it is given. */
export interface PackageWork {
  /** Brings every package of the step, and starts services anew that their packages did not. */
  all(): Promise<void>;
  /** Brings one package, where the step has it. */
  one(name: string): Promise<void>;
  /** Makes a resource as the documents want it, which the role's task `apply` has too. */
  make(resource: Resource): Promise<void>;
}

interface RoundWork extends Pick<PackageWork, "one" | "make"> {
  step(resource: Resource): Promise<void>;
}

/** Everything that stands in a round, in its order. */
export async function throughRound(round: readonly Resource[], { step, one, make }: RoundWork): Promise<void> {
  for (const resource of round) {
    if (resource.type === "step") await step(resource);
    else if (resource.type === "package") await one(String(resource.props.name));
    else await make(resource);
  }
}
