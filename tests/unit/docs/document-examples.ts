import { parseAllDocuments, stringify } from "yaml";
import { type Resolution, resolveDocuments } from "../../../core/src/documents/index.ts";
import type { StackError } from "../../../core/src/errors/stack-error.ts";
import type { Product } from "../../../scripts/docs/product.ts";
import { type Fence, place } from "./markdown-files.ts";

interface Example {
  fence: Fence;
  /** `<kind> <name>` of each document; empty where the block is no documents of a cluster. */
  documents: string[];
  errors: string[];
}

/** What cannot be read or does not resolve. Documents without a cluster are put into one, as many together as do not collide. */
export function yamlProblems(fences: readonly Fence[], product: Product): string[] {
  const examples = fences.map(exampleOf);
  const unreadable = examples.flatMap(({ fence, errors }) => errors.map((message) => `${place(fence)}: ${message}`));
  const documents = examples.filter((example) => example.errors.length === 0 && example.documents.length > 0);
  const whole = documents.filter(({ fence }) => hasCluster(fence)).map(({ fence }) => [fence]);
  const parts = batches(documents.filter(({ fence }) => !hasCluster(fence)));
  return [...unreadable, ...[...whole, ...parts].flatMap((batch) => resolveProblems(batch, product))];
}

/** A file of a page, which has a title, is tried together with the page's other files, not here. */
function exampleOf(fence: Fence): Example {
  const parsed = [parseAllDocuments(fence.text)].flat();
  const errors = parsed.flatMap((document) => document.errors.map(({ message }) => message));
  if (errors.length > 0 || fence.title !== undefined) return { fence, documents: [], errors };
  const headers = parsed.map((document) => document.toJS() as { kind?: unknown; name?: string } | null);
  const isWhole = headers.every((header) => isDocumentKind(header?.kind));
  return { fence, documents: isWhole ? headers.map((header) => `${header?.kind} ${header?.name}`) : [], errors };
}

const hasCluster = ({ text }: { text: string }): boolean => /^kind: (?:lambdastack|epiphany)-cluster$/m.test(text);

const isDocumentKind = (kind: unknown): boolean =>
  typeof kind === "string" && /^(?:(?:configuration|infrastructure)\/.*|(?:lambdastack|epiphany)-cluster)$/.test(kind);

function batches(examples: readonly Example[]): Fence[][] {
  const found: { provider: string; taken: Set<string>; fences: Fence[] }[] = [];
  for (const { fence, documents } of examples) {
    const provider = providerOf(fence);
    const fits = found.find((batch) => batch.provider === provider && documents.every((one) => !batch.taken.has(one)));
    const batch = fits ?? { provider, taken: new Set(), fences: [] };
    if (!fits) found.push(batch);
    for (const document of documents) batch.taken.add(document);
    batch.fences.push(fence);
  }
  return found.map(({ fences }) => fences);
}

const providerOf = ({ text }: { text: string }): string => /^provider: (\S+)$/m.exec(text)?.[1] ?? "local";

function resolveProblems(fences: readonly Fence[], product: Product): string[] {
  const places = fences.map(place).join(", ");
  try {
    const texts = fences.map((fence) => ({ file: place(fence), text: fence.text }));
    return resolved(texts, product).unmet.map(({ message }) => `${places}: ${message}`);
  } catch (error) {
    const { problems, message } = error as StackError;
    const found = problems.map((problem) => `${problem.location?.file ?? places}: ${problem.message}`);
    return found.length > 0 ? found : [`${places}: ${message}`];
  }
}

/** Through the product's own resolve. */
export function resolved(texts: { file: string; text: string }[], product: Product): Resolution {
  const cluster = { file: "cluster", text: clusterOf(providerOf(texts[0] ?? { text: "" })) };
  return resolveDocuments({
    texts: texts.some(hasCluster) ? texts : [cluster, ...texts],
    kinds: product.allKinds,
    roles: product.roles.map(({ manifest }) => manifest),
    providers: product.providers.map(({ name, manifest }) => ({ name, ...manifest })),
  });
}

/** A cluster for documents that come without one. */
function clusterOf(provider: string): string {
  const header = { name: "default", provider };
  const given = provider === "any" ? { machines: ["example"] } : {};
  const specification = { name: "example", components: { monitoring: { count: 1, ...given } } };
  const machine = { hostname: "example", ip: "192.0.2.1" };
  return [
    { kind: "lambdastack-cluster", ...header, specification },
    ...(provider === "any"
      ? [{ kind: "infrastructure/machine", provider, name: "example", specification: machine }]
      : []),
  ]
    .map((document) => stringify(document))
    .join("---\n");
}
