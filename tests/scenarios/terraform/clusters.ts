import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, parseAllDocuments, stringify } from "yaml";
import { checkout } from "../../lab/lambdastack.ts";

interface Written {
  kind: string;
  specification: Record<string, unknown>;
  [more: string]: unknown;
}

/** Components that the product maps to roles, and those that only the old products had. */
export const components: readonly string[] = [
  ...Object.keys(
    (
      parse(readFileSync(join(checkout, "core/documents/configuration/feature-mapping/defaults.yml"), "utf8")) as {
        roles_mapping: Record<string, unknown>;
      }
    ).roles_mapping,
  ),
  ...["custom", "ignite", "opendistro_for_elasticsearch", "opensearch"],
];

const documentsOf = (text: string): Written[] => parseAllDocuments(text).map((one) => one.toJS() as Written);

const written = (documents: readonly object[]): string => documents.map((one) => stringify(one)).join("---\n");

/** A template's documents with another specification of the cluster. */
export function withCluster(template: string, change: (specification: Record<string, unknown>) => object): string {
  const documents = documentsOf(template).filter(({ kind }) => !kind.startsWith("configuration/"));
  return written(
    documents.map((one) =>
      one.kind === "lambdastack-cluster"
        ? { ...one, specification: { ...one.specification, ...change(one.specification) } }
        : one,
    ),
  );
}

/** Files of the old products that lie beside the checkout, where there are any. */
const beside = join(checkout, "../shared");

/** Inputs of the old products for a provider, by name: their smallest, and every default document at once. */
export function oldInputs(provider: string): Record<string, string> {
  const minimal = join(beside, `inputs/lambdastack-1.3-minimal-${provider}.yml`);
  const defaults = join(beside, "originals-documents", provider, "defaults");
  if (!existsSync(minimal) || !existsSync(defaults)) return {};
  const infrastructure = join(defaults, "infrastructure");
  const kinds = readdirSync(infrastructure).map((file) => readFileSync(join(infrastructure, file), "utf8"));
  const full = [readFileSync(join(defaults, "lambdastack-cluster.yml"), "utf8"), ...kinds];
  return {
    "old-minimal": readFileSync(minimal, "utf8"),
    "old-full": written(full.flatMap(documentsOf).map((one) => ({ ...one, provider }))),
  };
}
