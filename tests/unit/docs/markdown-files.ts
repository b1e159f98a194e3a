import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../../", import.meta.url));

export interface MarkdownFile {
  /** From the product's root. */
  path: string;
  text: string;
}

/** A fenced block, and where it begins. */
export interface Fence {
  file: string;
  line: number;
  language: string;
  text: string;
  /** What stands alone and bold on the line before: the file that the block is. */
  title?: string;
}

export const place = ({ file, line }: Fence): string => `${file}:${line}`;

const notOurs = new Set(["node_modules", "dist", "build", ".git", "coverage"]);

/** Every Markdown file of the product. */
export function markdownFiles(): MarkdownFile[] {
  return below(root)
    .filter((path) => path.endsWith(".md"))
    .map((path) => ({ path: relative(root, path), text: readFileSync(path, "utf8") }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

function below(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (notOurs.has(entry.name)) return [];
    const path = join(folder, entry.name);
    return entry.isDirectory() ? below(path) : [path];
  });
}

export function fencesOf({ path, text }: MarkdownFile): Fence[] {
  return [...text.matchAll(/(?:^\*\*(.+)\*\*\n\n?)?^```([\w-]*)[^\n]*\n([\s\S]*?)^```$/gm)].map((match) => {
    const [, title, language = "", block = ""] = match;
    const line = text.slice(0, match.index).split("\n").length;
    return { file: path, line, language, text: block, ...(title === undefined ? {} : { title }) };
  });
}

/** The text without its fenced blocks and comments. */
export const proseOf = ({ text }: MarkdownFile): string =>
  text.replaceAll(/^```[\s\S]*?^```$/gm, "").replaceAll(/<!--[\s\S]*?-->/g, "");

/** Texts in backticks outside of fenced blocks. */
export const inlineCodes = (file: MarkdownFile): string[] =>
  [...proseOf(file).matchAll(/`([^`\n]+)`/g)].map(([, code = ""]) => code);

/** Anchors of the headings, as GitHub makes them. */
export function anchorsOf({ text }: MarkdownFile): Set<string> {
  const titles = [...text.replaceAll(/^```[\s\S]*?^```$/gm, "").matchAll(/^#+ (.+)$/gm)].map(([, title = ""]) => title);
  const slugs = titles.map((title) =>
    title
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1")
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}_ -]/gu, "")
      .replaceAll(" ", "-"),
  );
  return new Set(slugs.map((slug, index) => numbered(slug, slugs.slice(0, index))));
}

function numbered(slug: string, before: readonly string[]): string {
  const count = before.filter((one) => one === slug).length;
  return count === 0 ? slug : `${slug}-${count}`;
}
