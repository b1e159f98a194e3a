import type { Manifest } from "@lambdastack/core";

/** The document of a kind that applies to the whole cluster. */
export function defaultOf<Specification>({ documents }: Manifest, kind: string): Specification {
  const found = documents.find((document) => document.kind === `infrastructure/${kind}` && document.name === "default");
  return (found?.specification ?? {}) as Specification;
}
