import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Fence, fencesOf, root } from "./markdown-files.ts";

/** The files that a page shows, each below its name in bold. */
export const filesOf = (page: string): Fence[] =>
  fencesOf({ path: page, text: readFileSync(join(root, page), "utf8") }).filter(({ title }) => title !== undefined);

/**
 * Writes the files of a page into a new folder and returns it. It lies below `tests/dist`, which nobody commits: from there
 * the page's imports are found as from a checkout.
 */
export function writePage(page: string): string {
  mkdirSync(join(root, "tests/dist"), { recursive: true });
  const folder = mkdtempSync(join(root, "tests/dist/page-"));
  for (const { title = "", text } of filesOf(page)) {
    mkdirSync(dirname(join(folder, title)), { recursive: true });
    writeFileSync(join(folder, title), text);
  }
  return folder;
}
