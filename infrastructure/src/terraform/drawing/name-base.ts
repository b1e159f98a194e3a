import type { Manifest } from "@lambdastack/core";

/** What every name of a cluster in a cloud begins with; the templates' `local.base`. */
export function nameBase({ cluster }: Pick<Manifest, "cluster">): string {
  const { prefix, name } = cluster.specification;
  return [prefix, name].filter((part) => typeof part === "string" && part !== "").join("-");
}
