import { type ProviderFolder, providerModule } from "@lambdastack/core";

/** What a provider says of itself as a module. */
export interface ProviderMetadata {
  labels: Readonly<Record<string, string>>;
  /** Methods that every provider implements. */
  methods: readonly string[];
}

const methods = ["metadata", "init", "plan", "apply", "audit", "analyse", "destroy"];

export const metadataOf = ({ manifest }: ProviderFolder): ProviderMetadata => ({
  labels: providerModule(manifest).labels,
  methods,
});
