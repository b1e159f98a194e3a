import type { ProviderContext } from "@lambdastack/core";

/** Component and number of a machine, from its name; undefined for one of a component that the documents do not have. */
export function birthOf(
  name: string,
  { manifest, section }: Pick<ProviderContext, "manifest" | "section">,
): { component: string; index: number } | undefined {
  const [, stem, digits] = /^(.+)-([1-9]\d*)$/.exec(name) ?? [];
  const { prefix, name: cluster, components } = manifest.cluster.specification;
  const base = [prefix, cluster].filter((part) => typeof part === "string" && part !== "").join("-");
  const known = [...Object.keys(components ?? {}), ...Object.keys((section?.last_index ?? {}) as object)];
  const component = known.find((one) => `${base}-${one.replaceAll("_", "-")}` === stem);
  return component === undefined ? undefined : { component, index: Number(digits) };
}
