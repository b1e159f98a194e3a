import { readFileSync } from "node:fs";
import { Ajv, type ValidateFunction } from "ajv";
import type { ProviderManifest } from "../providers/provider.ts";
import { checkedYaml, type Finding } from "./checked-yaml.ts";
import { invalidManifest, type PluginKind } from "./errors.ts";
import type { ManifestCache } from "./manifest-cache.ts";
import { keyTypos } from "./manifest-rules.ts";
import providerSchema from "./provider-manifest.schema.json" with { type: "json" };
import type { RoleManifest } from "./role.ts";
import roleSchema from "./role-manifest.schema.json" with { type: "json" };
import { textLabels } from "./text-labels.ts";

interface Manifests {
  role: RoleManifest;
  provider: ProviderManifest;
}

interface ManifestFile<T> {
  file: string;
  name: string;
  cache: ManifestCache;
  rules: (manifest: T) => Finding[];
}

/** `role.yml` or `provider.yml`. Throws everything that is wrong with it at once (`invalid-plugin`). */
export function readManifest<K extends PluginKind>(kind: K, manifest: ManifestFile<Manifests[K]>): Manifests[K] {
  const { file, name, cache, rules } = manifest;
  const text = readFileSync(file, "utf8");
  const known = cache.read([kind, name, text]);
  if (known !== undefined) return known as Manifests[K];
  const validate = validators()[kind] as ValidateFunction<Manifests[K]>;
  const fail = invalidManifest(kind, name);
  const checked = textLabels(checkedYaml<Manifests[K]>({ file, text, validate, rules, typos: keyTypos, fail }), text);
  cache.keep([kind, name, text], checked);
  return checked;
}

type Validators = { [K in PluginKind]: ValidateFunction<Manifests[K]> };
let compiled: Validators | undefined;

/** Compiled when the first manifest is read: a command without plugins does not pay for it. */
function validators(): Validators {
  compiled ??= compileSchemas();
  return compiled;
}

function compileSchemas(): Validators {
  const ajv = new Ajv({ allErrors: true, verbose: true, allowUnionTypes: true });
  return { role: ajv.compile<RoleManifest>(roleSchema), provider: ajv.compile<ProviderManifest>(providerSchema) };
}
