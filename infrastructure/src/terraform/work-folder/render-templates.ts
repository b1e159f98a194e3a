import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { renderText, writeFileAtomic } from "@lambdastack/core";

/** Files of ours; a user's own `.tf` files have other names and stay. */
const ours = /^\d{3}_[a-z0-9-]+\.tf$/;
const ending = ".hbs";

/** The rendered text of each template, by file name; templates that render to blanks are left out. */
export async function renderTemplates(
  templates: string,
  structure: Readonly<Record<string, unknown>>,
): Promise<Map<string, string>> {
  const names = (await readdir(templates)).filter((name) => ours.test(name.slice(0, -ending.length))).sort();
  const rendered = new Map<string, string>();
  for (const name of names) {
    const file = join(templates, name);
    const text = tidy(renderText(await readFile(file, "utf8"), structure, file));
    if (text !== "") rendered.set(name.slice(0, -ending.length), text);
  }
  return rendered;
}

/** A part that is left out leaves its blank lines behind. */
function tidy(text: string): string {
  const body = text
    .replace(/\n{3,}/g, "\n\n")
    .replace(/\{\n\n/g, "{\n")
    .replace(/\n\n(\s*\})/g, "\n$1")
    .trim();
  return body === "" ? "" : `${body}\n`;
}

/** Writes what differs and removes numbered files that no template makes any more. */
export async function writeTemplates(directory: string, rendered: ReadonlyMap<string, string>): Promise<void> {
  const present = (await readdir(directory)).filter((name) => ours.test(name));
  for (const name of present) if (!rendered.has(name)) await rm(join(directory, name));
  for (const [name, text] of rendered) {
    const path = join(directory, name);
    if (!present.includes(name) || (await readFile(path, "utf8")) !== text) await writeFileAtomic(path, text);
  }
}
