import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { allKinds, openHost, renderTemplate, type Settings } from "@lambdastack/core";
import { fileExists } from "./errors.ts";

export interface TemplateOptions {
  /** File to write; never overwritten. */
  file: string;
  provider: string;
  /** Name of the cluster. */
  name: string;
  /** Also what other documents say about repositories, not only the repository's own. */
  all: boolean;
}

/** Kinds that say what a repository serves and from where. */
const ownKinds = ["configuration/repository", "configuration/image-registry"];
const sharedKinds = ["configuration/shared-config", "configuration/feature-mapping"];

/** The cluster that a repository is for, and the documents about the repository itself. */
export async function writeTemplate(
  settings: Settings,
  { file: path, all, ...options }: TemplateOptions,
): Promise<void> {
  const host = await openHost(settings);
  const text = renderTemplate({
    ...options,
    all: false,
    besides: all ? [...ownKinds, ...sharedKinds] : ownKinds,
    kinds: allKinds(host),
    roles: [...host.roles.values()].map(({ manifest }) => manifest),
    providers: [...host.providers.values()].map(({ manifest }) => manifest),
  });
  const file = resolve(settings.cwd, path);
  try {
    await writeFile(file, text, { flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") throw fileExists(file);
    throw error;
  }
}
