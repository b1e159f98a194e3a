import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { programs } from "../../../scripts/docs/command-pages.ts";
import { type Product, readProduct } from "../../../scripts/docs/product.ts";
import { commandLinesOf, usageProblem, wordsOf } from "./command-lines.ts";
import { resolved, yamlProblems } from "./document-examples.ts";
import { fencesOf, inlineCodes, markdownFiles, place, root } from "./markdown-files.ts";

const files = markdownFiles();
const fences = files.flatMap(fencesOf);
const inLanguage = (...languages: string[]) => fences.filter(({ language }) => languages.includes(language));

let product: Product;
beforeAll(async () => {
  product = await readProduct();
});

describe("every example in the documentation", () => {
  it("in YAML can be read, and resolves where it is made of documents", () => {
    const examples = new Map(inLanguage("yaml").map((fence) => [fence.text, fence]));

    expect(yamlProblems([...examples.values()], product)).toEqual([]);
  });

  it("in JSON can be read", () => {
    for (const fence of inLanguage("json")) expect(() => JSON.parse(fence.text), place(fence)).not.toThrow();
  });

  it("of a command line is understood by the command", async () => {
    const lines = inLanguage("sh", "bash", "console").flatMap((fence) =>
      commandLinesOf(fence.text).map((words) => ({ place: place(fence), words })),
    );

    expect(await problemsOf(lines, true)).toEqual([]);
    expect(lines.length).toBeGreaterThan(50);
  });

  it("mentions commands and flags that exist", async () => {
    const lines = files.flatMap((file) => mentioned(inlineCodes(file)).map((words) => ({ place: file.path, words })));

    expect(await problemsOf(lines, false)).toEqual([]);
    expect(lines.length).toBeGreaterThan(10);
  });

  it("runs scripts of package.json that exist", () => {
    const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    const named = files.flatMap(({ path, text }) =>
      [...text.matchAll(/npm run ([\w:-]+)/g)].map(([, script = ""]) => ({ path, script })),
    );

    expect(named.filter(({ script }) => !Object.hasOwn(scripts, script))).toEqual([]);
  });

  it("has a language, so that it is checked as what it is", () => {
    const known = ["yaml", "json", "sh", "ts", "text", "handlebars", "diff", "ini"];

    expect(fences.filter(({ language }) => !known.includes(language)).map(place)).toEqual([]);
  });
});

describe("every file of examples/", () => {
  it.each(readdirSync(join(root, "examples")).filter((name) => name.endsWith(".yaml")))(
    "%s resolves without a warning",
    (name) => {
      const text = readFileSync(join(root, "examples", name), "utf8");

      const { warnings, unmet } = resolved([{ file: name, text }], product);

      expect([...warnings, ...unmet]).toEqual([]);
    },
  );
});

interface Line {
  place: string;
  words: string[];
}

async function problemsOf(lines: readonly Line[], isWhole: boolean): Promise<string[]> {
  const problems = await Promise.all(lines.map(({ words }) => usageProblem(words, isWhole)));
  return lines.flatMap(({ place, words }, index) =>
    problems[index] ? [`${place}: ${words.join(" ")}: ${problems[index]}`] : [],
  );
}

/** Texts that are a program's command line, but for what stands for something else. */
function mentioned(codes: readonly string[]): string[][] {
  return codes
    .filter((code) => programs.some(({ name }) => code.startsWith(`${name} `)) && !/[…|*,]/.test(code))
    .map(wordsOf);
}
