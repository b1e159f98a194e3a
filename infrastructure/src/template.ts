import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { allKinds, openHost, renderTemplate, type Settings } from "@lambdastack/core";
import { fileExists } from "./errors.ts";

export interface TemplateOptions {
  /** File to write; never overwritten. */
  file: string;
  provider: string;
  name: string;
  all: boolean;
  /** Which kinds of documents besides the cluster `all` adds. */
  scope: "infrastructure" | "everything";
}

export async function writeTemplate(settings: Settings, options: TemplateOptions): Promise<void> {
  const host = await openHost(settings);
  const { name: provider } = host.provider(options.provider);
  const kinds = allKinds(host).filter(({ owner }) => options.scope === "everything" || !owner.startsWith("role "));
  const text = renderTemplate({
    provider,
    name: options.name,
    all: options.all,
    kinds,
    roles: [...host.roles.values()].map(({ manifest }) => manifest),
    providers: [...host.providers.values()].map(({ manifest }) => manifest),
  });
  const file = resolve(settings.cwd, options.file);
  try {
    await writeFile(file, text, { flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") throw fileExists(file);
    throw error;
  }
}
