import { fileName, readRequirements } from "../requirements/index.ts";
import type { RequiredFile } from "../shell/fetch-file.ts";
import { type Declaration, invalidResource } from "./errors.ts";
import { pluginFolder } from "./read-plugin-file.ts";

interface WantedFile {
  where: Declaration;
  /** Folder of the task. */
  base: string | undefined;
  id: string;
}

/** What the role's `requirements.yml` says of a file. Throws `invalid-resource` where it is not one file for all architectures. */
export function requiredFile({ where, base, id }: WantedFile): RequiredFile {
  if (base === undefined) throw invalidResource(where, `file "${id}" needs a folder to start from, and has none`);
  const directory = pluginFolder(base);
  const files = readRequirements({ directory, owner: `role ${where.role}` })?.files ?? [];
  const [file, ...more] = files.filter((one) => one.id === id);
  if (file === undefined)
    throw invalidResource(
      where,
      `the role's requirements.yml names no file "${id}"`,
      known(files.map((one) => one.id)),
    );
  if (more.length > 0 || (file.architecture ?? "any") !== "any")
    throw invalidResource(where, `the role's requirements.yml has the file "${id}" for single architectures`);
  return { id, name: fileName(file), sha256: file.sha256, urls: [file.url, ...(file.alternatives ?? [])] };
}

const known = (ids: readonly string[]): string => `Files there: ${ids.join(", ") || "none"}.`;
