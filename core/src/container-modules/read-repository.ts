import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { Ajv, type ValidateFunction } from "ajv";
import { rcompare } from "semver";
import { StackError } from "../errors/stack-error.ts";
import { checkedYaml } from "../plugin-host/checked-yaml.ts";
import type { ContainerModule } from "../plugin-host/role.ts";
import roleSchema from "../plugin-host/role-manifest.schema.json" with { type: "json" };
import { textLabels } from "../plugin-host/text-labels.ts";
import { invalidRepository } from "./errors.ts";
import schema from "./repository-file.schema.json" with { type: "json" };
import type { ContainerComponent, ContainerVersion, RepositoryOfModules } from "./repository-file.ts";
import { repositoryRules, repositoryTypos } from "./repository-rules.ts";

/** The modules of a Repository file, or what is wrong with it. */
export interface FoundRepository {
  file: string;
  modules: readonly ContainerModule[];
  error?: StackError;
}

/** More is not read to find out whether a file is one of ours. */
const largest = 1024 * 1024;
const ownKind = /^kind:\s*["']?Repository["']?\s*(#.*)?$/m;

/** Every `*.yml` of kind Repository directly in a folder, sorted by name. Never throws for what is wrong with one. */
export function repositoriesIn(directory: string, origin: string): FoundRepository[] {
  const names = entriesOf(directory).filter((name) => /\.ya?ml$/.test(name) && !name.startsWith("."));
  return names.sort().flatMap((name) => {
    const file = join(directory, name);
    const text = textOf(file);
    return text !== undefined && ownKind.test(text) ? [foundIn(file, text, { directory, origin })] : [];
  });
}

/** A plugin directory holds files too. */
const entriesOf = (path: string): string[] =>
  statSync(path, { throwIfNoEntry: false })?.isDirectory() ? readdirSync(path) : [];

function textOf(file: string): string | undefined {
  try {
    const status = statSync(file);
    return status.isFile() && status.size <= largest ? readFileSync(file, "utf8") : undefined;
  } catch {
    return undefined;
  }
}

function foundIn(file: string, text: string, place: Pick<ContainerModule, "directory" | "origin">): FoundRepository {
  try {
    const { components } = parseRepository(file, text);
    return { file, modules: components.map((component) => ({ ...moduleOf(component), ...place, file })) };
  } catch (error) {
    if (!(error instanceof StackError)) throw error;
    return { file, modules: [], error };
  }
}

/** Throws everything that is wrong with it at once, each with its place (`invalid-plugin`). */
export function parseRepository(file: string, text: string): RepositoryOfModules {
  const checked = checkedYaml<RepositoryOfModules>({
    file,
    text,
    validate: validator(),
    rules: repositoryRules,
    typos: repositoryTypos,
    fail: invalidRepository(basename(file)),
  });
  const components = checked.components.map((component, index) => textLabels(component, text, ["components", index]));
  return { ...checked, components };
}

function moduleOf(component: ContainerComponent): Omit<ContainerModule, "directory" | "origin" | "file"> {
  const { name, description = "A module in a container.", labels, requires, influences, writes, override } = component;
  const versions = newestFirst(component.versions);
  return {
    type: "container",
    name,
    versions,
    manifest: {
      name,
      version: versions[0]?.version ?? "",
      description,
      ...(labels && { labels }),
      ...(requires && { requires }),
      ...(influences && { influences }),
      ...(writes && { writes }),
      ...(override !== undefined && { override }),
    },
  };
}

/** What says that it is the latest stands first. */
const newestFirst = (versions: readonly ContainerVersion[]): ContainerVersion[] =>
  [...versions].sort(
    (one, other) => Number(other.latest === true) - Number(one.latest === true) || rcompare(one.version, other.version),
  );

let compiled: ValidateFunction<RepositoryOfModules> | undefined;

function validator(): ValidateFunction<RepositoryOfModules> {
  compiled ??= new Ajv({ allErrors: true, verbose: true, allowUnionTypes: true })
    .addSchema(roleSchema, "role.json")
    .compile<RepositoryOfModules>(schema);
  return compiled;
}
