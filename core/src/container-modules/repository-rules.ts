import type { Finding, Path } from "../plugin-host/checked-yaml.ts";
import { expressionFindings, keyTypos } from "../plugin-host/manifest-rules.ts";
import type { ContainerCommand, ContainerVersion, RepositoryOfModules } from "./repository-file.ts";

/** What a schema cannot say about a Repository file. */
export function repositoryRules({ components }: RepositoryOfModules): Finding[] {
  const each = components.flatMap((component, index) => {
    const path: Path = ["components", index];
    return [
      ...expressionFindings(component, path),
      ...doubled(component.versions, (one) => one.version, [...path, "versions"], "version"),
      ...latestRule(component.versions, [...path, "versions"]),
      ...component.versions.flatMap((version, at) => versionRules(version, [...path, "versions", at])),
    ];
  });
  return [...doubled(components, (component) => component.name, ["components"], "name"), ...each];
}

/** Keys of expressions that can be no label's, in a file of whatever shape. */
export function repositoryTypos(file: unknown): Finding[] {
  const { components } = (file ?? {}) as { components?: unknown };
  if (!Array.isArray(components)) return [];
  return components.flatMap((component, index) =>
    keyTypos(component).map((finding) => ({ ...finding, path: ["components", index, ...finding.path] })),
  );
}

function versionRules({ commands, mounts = [], shared = "/shared" }: ContainerVersion, path: Path): Finding[] {
  const clash = mounts.indexOf(shared);
  return [
    ...doubled(commands, (command) => command.name, [...path, "commands"], "name"),
    ...(clash === -1
      ? []
      : [{ path: [...path, "mounts", clash], message: `"${shared}" is the shared folder and cannot be a mount too.` }]),
    ...commands.flatMap((command, index) => templateRules(command, [...path, "commands", index])),
  ];
}

/** The `e` command line put values of its own between these marks; here they would reach the container as they stand. */
const template = /#(Environment|Config)#/;

function templateRules({ envs = {}, args = [] }: ContainerCommand, path: Path): Finding[] {
  const inEnvs = Object.entries(envs)
    .filter(([, value]) => typeof value === "string" && template.test(value))
    .map(([name]) => [...path, "envs", name]);
  const inArgs = args.flatMap((text, index) => (template.test(text) ? [[...path, "args", index]] : []));
  return [...inEnvs, ...inArgs].map((at) => ({
    path: at,
    message: "Templates of the e command line (#Environment#…, #Config#…) are not known here.",
    hint: "Write the value, or under envs {secret: name}, and give it with `lambdastack secret set name`.",
  }));
}

function latestRule(versions: readonly ContainerVersion[], path: Path): Finding[] {
  const latest = versions.flatMap(({ latest: is }, index) => (is === true ? [index] : []));
  return latest.slice(1).map((index) => ({
    path: [...path, index, "latest"],
    message: "Only one version of a component is the latest.",
  }));
}

function doubled<T>(items: readonly T[], nameOf: (item: T) => string, path: Path, field: string): Finding[] {
  return items.flatMap((item, index) => {
    const name = nameOf(item);
    if (items.findIndex((other) => nameOf(other) === name) === index) return [];
    return [{ path: [...path, index, field], message: `The ${field} "${name}" is there twice.` }];
  });
}
