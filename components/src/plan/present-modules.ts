import { type Host, type Module, providerModule, roleModule, type State, sectionsOf } from "@lambdastack/core";
import { appliedIn } from "../modules/applied-modules.ts";

/** What is there without being ordered: the provider of the machines, and applied modules with methods of their own. */
export const presentModules = (host: Host, provider: string, state: State | undefined): Module[] => [
  providerModule(host.provider(provider).manifest),
  ...appliedIn(host, sectionsOf(state)).map(({ manifest }) => roleModule(manifest)),
];
