import { existsSync, readFileSync, realpathSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { renderTemplate } from "../templates/render-template.ts";
import { type Declaration, fileOutsidePlugin, fileUnreadable, invalidResource } from "./errors.ts";

/** A file of a resource: who declares it, in which field, and the folder that relative paths start from. */
export interface PluginFile {
  where: Declaration;
  field: "template" | "source";
  path: string;
  base: string | undefined;
}

export function readSource(file: PluginFile): { path: string; bytes: Buffer } {
  const path = locate(file);
  return { path, bytes: reading(file, path, () => readFileSync(path)) };
}

/** Renders the template with data whose references are already resolved. */
export function readTemplate(file: PluginFile, data: Record<string, unknown>): string {
  const path = locate(file);
  return reading(file, path, () => renderTemplate(path, data));
}

/** Absolute path of the file; throws when it lies outside the plugin's folder, also by way of a symbolic link. */
function locate(file: PluginFile): string {
  const { where, field, path, base } = file;
  if (base === undefined) throw invalidResource(where, `${field} "${path}" needs a folder to start from, and has none`);
  const root = pluginFolder(base);
  const absolute = resolve(base, path);
  if (!isInside(root, absolute)) throw fileOutsidePlugin(where, field, path);
  const real = reading(file, absolute, () => realpathSync(absolute));
  if (!isInside(realpathSync(root), real)) throw fileOutsidePlugin(where, field, path);
  return absolute;
}

/** A task's folder lies in its role's, so that tasks of one role can share templates. */
export function pluginFolder(base: string): string {
  return existsSync(join(dirname(base), "role.yml")) ? dirname(base) : base;
}

function isInside(root: string, path: string): boolean {
  const way = relative(root, path);
  return way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

function reading<Result>({ where }: PluginFile, path: string, read: () => Result): Result {
  try {
    return read();
  } catch (cause) {
    throw fileUnreadable(where, path, cause);
  }
}
