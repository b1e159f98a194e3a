import type { Manifest } from "@lambdastack/core";

/** The documents of a kind that apply to the whole cluster: the one named default, which the manifest always has. */
export function defaultOf<Specification>({ documents }: Manifest, kind: string): Specification {
  const found = documents.find((document) => document.kind === `infrastructure/${kind}` && document.name === "default");
  return (found?.specification ?? {}) as Specification;
}
