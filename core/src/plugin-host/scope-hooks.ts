import { HookMap } from "tapable";
import type { TapDetails } from "./guard-taps.ts";
import type { Scoped } from "./hooks.ts";

interface Scopable {
  withOptions(options: TapDetails): object;
}

/** The hooks for one plugin: whatever it taps carries its name and folder. */
export function scopeHooks<Hooks extends object>(
  hooks: Hooks,
  owner: Required<Pick<TapDetails, "plugin" | "directory">>,
): Scoped<Hooks> {
  const scoped = Object.entries(hooks).map(([name, hook]: [string, Scopable | HookMap<Scopable>]) => [
    name,
    hook instanceof HookMap
      ? Object.freeze({ for: (key: string) => hook.for(key).withOptions(owner) })
      : hook.withOptions(owner),
  ]);
  return Object.freeze(Object.fromEntries(scoped)) as Scoped<Hooks>;
}
