import type { InfrastructureChange, ProviderContext } from "@lambdastack/core";

/** Does a piece of work between the two events that tell of it. */
export async function announced<T>(
  { events }: ProviderContext,
  { what, name, action }: Pick<InfrastructureChange, "what" | "name" | "action">,
  work: () => Promise<T>,
): Promise<T> {
  const began = performance.now();
  events.emit({ type: "infrastructure-started", what, name, action });
  const result = await work();
  const milliseconds = Math.round(performance.now() - began);
  events.emit({ type: "infrastructure-finished", what, name, action, milliseconds });
  return result;
}
