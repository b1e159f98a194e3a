import { existsSync } from "node:fs";
import { join, posix } from "node:path";
import { describe, expect, it } from "vitest";
import { anchorsOf, inlineCodes, type MarkdownFile, markdownFiles, proseOf, root } from "./markdown-files.ts";

const files = markdownFiles();
const byPath = new Map(files.map((file) => [file.path, file]));

describe("every Markdown file", () => {
  it("links only to what exists, anchors included", () => {
    const links = files.flatMap((file) => linksOf(file).map((target) => ({ file, target })));

    expect(
      links
        .filter(({ file, target }) => !leadsSomewhere(file, target))
        .map(({ file, target }) => `${file.path}: ${target}`),
    ).toEqual([]);
    expect(links.length).toBeGreaterThan(100);
  });

  it("names only files and folders of the product that exist", () => {
    const paths = files.flatMap((file) =>
      inlineCodes(file)
        .filter(isOurPath)
        .map((path) => ({ file, path })),
    );

    expect(
      paths.filter(({ path }) => !existsSync(join(root, path))).map(({ file, path }) => `${file.path}: ${path}`),
    ).toEqual([]);
    expect(paths.length).toBeGreaterThan(20);
  });
});

const linksOf = (file: MarkdownFile): string[] =>
  [
    ...proseOf(file)
      .replaceAll(/`[^`\n]*`/g, "code")
      .matchAll(/\]\(([^)\s]+)\)/g),
  ]
    .map(([, target = ""]) => target)
    .filter((target) => !/^\w+:/.test(target));

function leadsSomewhere({ path }: MarkdownFile, target: string): boolean {
  const [file = "", anchor] = target.split("#");
  const found = file === "" ? path : posix.join(posix.dirname(path), file);
  if (!existsSync(join(root, found))) return false;
  const page = byPath.get(found);
  return anchor === undefined || (page !== undefined && anchorsOf(page).has(anchor));
}

/** Without placeholders; document kinds and what only a build makes do not count. */
function isOurPath(code: string): boolean {
  const isOurs =
    /^(?:core|infrastructure|components|lambdastack|repository|plugins|tests|scripts|docs|examples)\/[\w./-]*$/.test(
      code,
    );
  const isKind = existsSync(join(root, "docs/documents", `${code}.md`));
  return isOurs && !isKind && !code.includes("/dist");
}
