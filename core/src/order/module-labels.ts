import type { RoleManifest } from "../plugin-host/role.ts";
import type { ProviderManifest } from "../providers/provider.ts";

/** A module as match expressions see it: plain keys and values. */
export interface Module {
  name: string;
  labels: Readonly<Record<string, string>>;
}

/** A role: its labels, with `name` and `version` of the manifest. */
export const roleModule = ({ name, version, labels }: RoleManifest): Module => ({
  name,
  labels: { ...labels, name, version },
});

/** A provider: a module of kind `infrastructure` whose `provider` is its name. */
export const providerModule = ({ name, version, labels }: ProviderManifest): Module => ({
  name,
  labels: { kind: "infrastructure", provider: name, ...labels, name, version },
});
