import { existsSync } from "node:fs";
import {
  type ContainerModule,
  type Host,
  type ImageRequirement,
  readStateFile,
  type Workspace,
} from "@lambdastack/core";
import type { Requirer } from "./select-requirements.ts";

export interface ModuleChoice {
  host: Host;
  /** Missing where the command is about no cluster. */
  workspace?: Workspace | undefined;
  /** Every module that is installed. */
  all?: boolean | undefined;
  /** Values of `--components`. */
  components?: readonly string[] | undefined;
}

/** Names of modules in containers: all of them, or those that the cluster's state has a section of and those that are named. */
export async function chosenModules({ host, workspace, all, components }: ModuleChoice): Promise<string[]> {
  const known = containerModules(host).map(({ name }) => name);
  if (all === true || !workspace) return known;
  if (components) return known.filter((name) => components.includes(name));
  const { state: file } = workspace.folder;
  const state: object = existsSync(file) ? await readStateFile(file) : {};
  return known.filter((name) => Object.hasOwn(state, name));
}

/** The image of the version that a module's bare name means is all that it fetches. */
export const moduleRequirers = (host: Host, names: readonly string[]): Requirer[] =>
  containerModules(host)
    .filter(({ name }) => names.includes(name))
    .map(({ name, directory, versions }) => ({
      name,
      directory,
      requirements: { images: versions.slice(0, 1).map(({ image }) => imageNamed(image)) },
    }));

const containerModules = (host: Host): ContainerModule[] =>
  [...host.modules.values()].filter((module) => module.type === "container");

/** An image as docker reads its name: of Docker Hub and the tag `latest`, where nothing else is said. */
export function imageNamed(image: string): ImageRequirement {
  const [bare = "", digest] = image.split("@");
  const [, name = bare, tag] = /^(.*):([^/:]+)$/.exec(bare) ?? [];
  const otherwise = digest === undefined ? "latest" : digest.replace(":", "-");
  const reference = `${withRegistry(name)}:${tag ?? otherwise}`;
  return { reference, ...(digest !== undefined && { digest }) };
}

function withRegistry(name: string): string {
  const [first = "", ...rest] = name.split("/");
  if (rest.length > 0 && (/[.:]/.test(first) || first === "localhost")) return name;
  return rest.length === 0 ? `docker.io/library/${name}` : `docker.io/${name}`;
}
