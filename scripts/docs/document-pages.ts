import { relative } from "node:path";
import { stringify } from "yaml";
import type { KindSource } from "../../core/src/documents/document.ts";
import { editorSchema } from "../../core/src/documents/editor-schema.ts";
import { kindRegistry } from "../../core/src/documents/kind-registry.ts";
import { toPlain } from "../../core/src/documents/located.ts";
import { renderTemplate } from "../../core/src/documents/render-template.ts";
import { fieldsOf, fieldsTable } from "./fields.ts";
import { code, fence, link, page, table } from "./markdown.ts";
import type { Product } from "./product.ts";

const clusterKind = "lambdastack-cluster";

/** A page per document kind, and the table of all. */
export function documentPages(product: Product): Map<string, string> {
  const kinds = kindNames(product);
  const pages = kinds.map((kind) => [documentPath(kind), documentPage(kind, product)] as const);
  return new Map([["docs/documents/README.md", overview(kinds, product)], ...pages]);
}

/** Where the page of a kind is: `docs/documents/configuration/haproxy.md`. */
export const documentPath = (kind: string): string => `docs/documents/${kind}.md`;

/** Kinds with the cluster first and the rest by name. */
function kindNames({ allKinds }: Product): string[] {
  const names = [...new Set(allKinds.map(({ kind }) => kind))].sort();
  return [clusterKind, ...names.filter((name) => name !== clusterKind)];
}

function overview(kinds: readonly string[], product: Product): string {
  const { kinds: own, providers } = product;
  const names = providers.map(({ name }) => name);
  const keys = Object.entries(editorSchema(own, names).properties ?? {});
  const isKept = (kind: string) => definitionsOf(kind, product).some(({ schema }) => !schema.deprecationMessage);
  const rows = (all: readonly string[]) => all.map((kind) => overviewRow(kind, product));
  return page("the schemas of all documents", [
    "# Documents",
    "Input is one or more YAML documents of these kinds. What the rules of merging and checking are says [documents](../documents.md).",
    table(["kind", "of", "what it holds"], rows(kinds.filter(isKept))),
    "## Keys of every document",
    table(
      ["key", "meaning"],
      keys.map(([key, { description = "" }]) => [code(key), description]),
    ),
    `Editors complete and check documents with ${link("one JSON Schema of them all", "../schemas/lambdastack.schema.json")}; \`lambdastack schema\` writes it with external roles included.`,
    "## Kinds without a meaning today",
    "They load, whatever they hold, with a warning that says what took their place.",
    table(["kind", "of", "what took its place"], rows(kinds.filter((kind) => !isKept(kind)))),
  ]);
}

function overviewRow(kind: string, product: Product): string[] {
  const sources = product.allKinds.filter((source) => source.kind === kind);
  const owners = sources.map(({ owner, provider }) => (provider ? `provider ${provider}` : owner));
  const [first] = definitionsOf(kind, product);
  const { deprecationMessage, description = "" } = first?.schema ?? {};
  return [link(code(kind), `${kind}.md`), [...new Set(owners)].sort().join(", "), deprecationMessage ?? description];
}

const definitionsOf = (kind: string, { allKinds }: Product) =>
  allKinds.filter((source) => source.kind === kind).map(definitionOf);

function documentPage(kind: string, product: Product): string {
  const sources = product.allKinds.filter((source) => source.kind === kind);
  const general = sources.filter(({ provider }) => provider === undefined);
  const special = sources
    .filter(({ provider }) => provider !== undefined)
    .sort((a, b) => compare(a.provider, b.provider));
  const files = sources.map(({ schemaFile }) => code(relative(product.root, schemaFile))).sort();
  return page(files.join(", "), [
    `# ${kind}`,
    ...general.flatMap((source) => [description(source), ofWhom(source), fieldsOfSource(source)]),
    ...special.flatMap((source) => [
      `## ${general.length > 0 ? "More with provider" : "Provider"} ${source.provider}`,
      description(source),
      fieldsOfSource(source),
      general.length > 0 ? "" : defaultsExample(source),
    ]),
    ...general.map((source) => (kind === clusterKind ? clusterExample(product) : defaultsExample(source))),
    `${link("All documents", `${"../".repeat(kind.split("/").length - 1)}README.md`)}`,
  ]);
}

const compare = (a = "", b = ""): number => (a < b ? -1 : 1);

/** A source read alone, without what others add to its kind. */
function definitionOf(source: KindSource) {
  const definition = kindRegistry([source]).definition(source.kind, source.provider);
  if (!definition) throw new Error(`No definition of ${source.kind}`);
  return definition;
}

const description = (source: KindSource): string => definitionOf(source).schema.description ?? "";

function ofWhom({ owner, kind }: KindSource): string {
  const role = owner.startsWith("role ") ? owner.slice("role ".length) : undefined;
  if (role === undefined) return "";
  return `Configuration of the role ${link(role, `${"../".repeat(kind.split("/").length)}roles/${role}.md`)}.`;
}

function fieldsOfSource(source: KindSource): string {
  const { schema, defaults } = definitionOf(source);
  if (schema.deprecationMessage) return "It loads, whatever it holds, with a warning, and is left out.";
  const fields = fieldsOf(schema, toPlain(defaults));
  return fields.length === 0 ? "It has no fields." : fieldsTable(fields);
}

function defaultsExample(source: KindSource): string {
  const specification = toPlain(definitionOf(source).defaults) as Record<string, unknown>;
  if (Object.keys(specification).length === 0) return "";
  const { kind, provider } = source;
  const document = { kind, name: "default", ...(provider && { provider }), specification };
  return [
    provider ? `Defaults with ${provider}:` : "## Defaults",
    fence("yaml", stringify(document, { lineWidth: 0 })),
  ].join("\n\n");
}

function clusterExample({ kinds, roles, providers }: Product): string {
  const own = roles.filter(({ isSample }) => !isSample).map(({ manifest }) => manifest);
  const options = { provider: "local", name: "demo", all: false };
  const text = renderTemplate({
    ...options,
    kinds,
    roles: own,
    providers: providers.map(({ name, manifest }) => ({ name, ...manifest })),
  });
  return ["## What `lambdastack template -f input.yaml -p local` writes", fence("yaml", text)].join("\n\n");
}

/** Fields of documents that say nothing of themselves, as `<schema file>: <field>`. */
export function undescribedFields({ allKinds, root }: Product): string[] {
  return allKinds.flatMap((source) => {
    const { schema } = definitionOf(source);
    const silent = fieldsOf(schema).filter(
      ({ schema: { description, deprecationMessage } }) => !description && !deprecationMessage,
    );
    return silent.map(({ path }) => `${relative(root, source.schemaFile)}: ${path}`);
  });
}
