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

/** The image of the version that a module's bare name means is all that it fetches, unless it was built by hand. */
export const moduleRequirers = (host: Host, names: readonly string[]): Requirer[] =>
  imagesOf(host, names).flatMap(({ name, directory, image }) =>
    isBuiltByHand(image) ? [] : [{ name, directory, requirements: { images: [imageNamed(image)] } }],
  );

/** Images that no registry has, so that nothing here carries them; a warning each. */
export const notCarried = (host: Host, names: readonly string[]): string[] =>
  imagesOf(host, names)
    .filter(({ image }) => isBuiltByHand(image))
    .map(({ name, image }) => `WARNING: the image of ${name} is not carried: ${image} is in no registry.`);

/** podman calls what it builds so; a registry on this computer is reached by a port. */
const isBuiltByHand = (image: string): boolean => image.startsWith("localhost/");

const imagesOf = (host: Host, names: readonly string[]) =>
  containerModules(host)
    .filter(({ name }) => names.includes(name))
    .flatMap(({ name, directory, versions }) => versions.slice(0, 1).map(({ image }) => ({ name, directory, image })));

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
