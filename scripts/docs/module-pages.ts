import { existsSync, readFileSync } from "node:fs";
import { join, posix, relative } from "node:path";
import { stringify } from "yaml";
import { consumedNames } from "../../core/src/order/consumed-values.ts";
import type { MatchExpression } from "../../core/src/plugin-host/role.ts";
import { documentPath } from "./document-pages.ts";
import { code, codes, fence, link, page, table } from "./markdown.ts";
import type { FoundProvider, FoundRole, Product } from "./product.ts";

/** A page per role, and the table of all. */
export function rolePages(product: Product): Map<string, string> {
  const roles = [...product.roles].sort((a, b) => (a.manifest.name < b.manifest.name ? -1 : 1));
  const rows = roles.map(({ manifest, isSample }) => [
    link(code(manifest.name), `${manifest.name}.md`),
    componentsText(manifest.components),
    `${manifest.description}${isSample ? " (in `plugins/`)" : ""}`,
  ]);
  const overview = page("the `role.yml` of each role", [
    "# Roles",
    table(["role", "components", "what it is"], rows),
    "A role of your own: [how to write one](../write-a-role.md).",
  ]);
  const pages = roles.map((role) => [`docs/roles/${role.manifest.name}.md`, rolePage(role, product)] as const);
  return new Map([["docs/roles/README.md", overview], ...pages]);
}

/** A page per provider, and the table of all. */
export function providerPages(product: Product): Map<string, string> {
  const providers = [...product.providers].sort((a, b) => (a.name < b.name ? -1 : 1));
  const rows = providers.map(({ name, manifest }) => [link(code(name), `${name}.md`), manifest.description]);
  const overview = page("the `provider.yml` of each provider", [
    "# Providers",
    table(["provider", "what it is"], rows),
    "A provider of your own: [how to write one](../write-a-provider.md).",
  ]);
  const pages = providers.map(
    (provider) => [`docs/providers/${provider.name}.md`, providerPage(provider, product)] as const,
  );
  return new Map([["docs/providers/README.md", overview], ...pages]);
}

function rolePage({ manifest, directory, tasks, isSample }: FoundRole, product: Product): string {
  const {
    name,
    version,
    description,
    components,
    labels = {},
    requires,
    influences,
    publishes = {},
    consumes = [],
  } = manifest;
  const folder = relative(product.root, directory);
  const rows = [
    ["version", code(version)],
    ["components", componentsText(components)],
    ["tasks", codes(tasks)],
    ["labels", labelsText(labels)],
    ["requires", requirementsText(requires?.strong)],
    ["comes after, where present", requirementsText(requires?.weak)],
    ["influences", requirementsText(influences)],
    ["publishes", codes(Object.keys(publishes))],
    ["consumes", codes(consumedNames({ consumes }))],
    ["machines", manifest.strategy === "rolling" ? "one after the other" : ""],
    ["configuration", link(code(`configuration/${name}`), `../documents/configuration/${name}.md`)],
    ["folder", link(code(folder), `../../${folder}`)],
  ].filter(([, text]) => text !== "");
  const from = isSample ? ` A sample: load it with \`--plugins plugins\`.` : "";
  return page(`${code(`${folder}/role.yml`)} and its README`, [
    `# Role ${name}`,
    `${description}.${from}`,
    table(["", ""], rows as string[][]),
    ...published(publishes),
    readme(directory, product.root, "docs/roles"),
  ]);
}

function published(publishes: Readonly<Record<string, object>>): string[] {
  if (Object.keys(publishes).length === 0) return [];
  return ["What it publishes, as JSON Schema:", fence("yaml", stringify(publishes, { lineWidth: 0 }))];
}

function providerPage({ name, directory, manifest }: FoundProvider, product: Product): string {
  const folder = relative(product.root, directory);
  const kinds = product.kinds.filter(({ provider }) => provider === name).map(({ kind }) => kind);
  const rows = [
    ["version", code(manifest.version)],
    ["also called", codes(manifest.aliases ?? [])],
    ["labels", labelsText(manifest.labels ?? {})],
    [
      "documents",
      [...new Set(kinds)]
        .sort()
        .map((kind) => link(code(kind), posix.relative("docs/providers", documentPath(kind))))
        .join(", "),
    ],
    ["folder", link(code(folder), `../../${folder}`)],
  ].filter(([, text]) => text !== "");
  return page(`${code(`${folder}/provider.yml`)} and its README`, [
    `# Provider ${name}`,
    manifest.description.replace(/\.?$/, "."),
    table(["", ""], rows as string[][]),
    readme(directory, product.root, "docs/providers"),
  ]);
}

/** The folder's own README without its title, its relative links put right for where the page stands. */
function readme(directory: string, root: string, place: string): string {
  const file = join(directory, "README.md");
  if (!existsSync(file)) return "";
  const folder = relative(root, directory);
  return readFileSync(file, "utf8")
    .replace(/^# .*\n+/, "")
    .replaceAll(
      /\]\((?!\w+:|#)([^)]+)\)/g,
      (_, target: string) => `](${posix.relative(place, posix.join(folder, target))})`,
    )
    .trimEnd();
}

function componentsText(components: readonly string[] | "all" | undefined): string {
  if (components === "all") return "all";
  return codes(components ?? []);
}

const labelsText = (labels: Readonly<Record<string, string>>): string =>
  codes(
    Object.entries(labels)
      .map(([key, value]) => `${key}: ${value}`)
      .sort(),
  );

const requirementsText = (all: readonly (readonly MatchExpression[])[] = []): string =>
  all.map((expressions) => expressions.map(expressionText).join(" and ")).join("; ");

const expressionText = ({ key, operator, values = [] }: MatchExpression): string =>
  code([key, operator, values.join(", ")].filter((text) => text !== "").join(" "));
