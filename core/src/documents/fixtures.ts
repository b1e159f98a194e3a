import { join } from "node:path";
import { StackError } from "../errors/stack-error.ts";
import { discoverPlugins } from "../plugin-host/discover-plugins.ts";
import type { RoleManifest } from "../plugin-host/role.ts";
import { builtInProviders } from "../product/product.ts";
import type { KindSource } from "./document.ts";
import { coreKinds } from "./kinds.ts";
import { type Resolution, resolveDocuments } from "./resolve-documents.ts";

/** For tests of this folder: a small installation of roles and providers, and texts resolved with it. */
export const fixturesDirectory = join(import.meta.dirname, "../../documents/fixtures");

const role = (name: string, components?: RoleManifest["components"]): RoleManifest => ({
  name,
  version: "1.0.0",
  description: name,
  ...(components && { components }),
});

export const roles: RoleManifest[] = [
  role("postgresql"),
  role("haproxy"),
  role("prometheus"),
  role("node-exporter", "all"),
  role("hello-web", ["web"]),
];

export const providers = [{ name: "any" }, { name: "local" }];

/** Those of the providers that come with the product. */
export const providerKinds: readonly KindSource[] = discoverPlugins([
  { path: builtInProviders(), origin: "built-in", named: true },
]).kinds;

/** Core's own, and what each provider adds to the cluster document. */
export const clusterKinds: readonly KindSource[] = [
  ...coreKinds(),
  ...providerKinds.filter(({ kind }) => kind === "lambdastack-cluster"),
];

export const kinds: KindSource[] = [
  ...clusterKinds,
  {
    kind: "configuration/postgresql",
    schemaFile: join(fixturesDirectory, "role-postgresql/schema.yml"),
    defaultsFile: join(fixturesDirectory, "role-postgresql/defaults.yml"),
    owner: "role postgresql",
  },
];

export function resolveText(text: string): Resolution {
  return resolveDocuments({ texts: [{ file: "input.yaml", text }], kinds, roles, providers });
}

/** The findings that a text is refused with; empty when it resolves. */
export function problemsOf(text: string): StackError[] {
  try {
    resolveText(text);
    return [];
  } catch (error) {
    if (!(error instanceof StackError)) throw error;
    return error.problems.length > 0 ? [...error.problems] : [error];
  }
}

/** `code line:column` of each finding, the short form for comparisons. */
export function shortProblems(text: string): string[] {
  return problemsOf(text).map(({ code, location }) => `${code} ${location?.line}:${location?.column}`);
}

/** A cluster document of the provider local with these lines as its components. */
export function localCluster(...components: string[]): string {
  const lines = components.length > 0 ? components : ["web: { count: 1 }"];
  return [
    "kind: lambdastack-cluster",
    "provider: local",
    "name: default",
    "specification:",
    "  name: demo",
    "  components:",
    ...lines.map((line) => `    ${line}`),
    "",
  ].join("\n");
}
