import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { parseAllDocuments, stringify } from "yaml";
import { type Resolution, resolveDocuments } from "../../../core/src/documents/index.ts";
import type { StackError } from "../../../core/src/errors/stack-error.ts";
import { programs } from "../../../scripts/docs/command-pages.ts";
import { type Product, readProduct } from "../../../scripts/docs/product.ts";
import { commandLinesOf, usageProblem, wordsOf } from "./command-lines.ts";
import { type Fence, fencesOf, inlineCodes, markdownFiles, root } from "./markdown-files.ts";

const files = markdownFiles();
const fences = files.flatMap(fencesOf);
const inLanguage = (...languages: string[]) => fences.filter(({ language }) => languages.includes(language));
const place = ({ file, line }: Fence) => `${file}:${line}`;

let product: Product;
beforeAll(async () => {
  product = await readProduct();
});

describe("every example in the documentation", () => {
  it("in YAML can be read, and resolves where it is made of documents", () => {
    const examples = new Map(inLanguage("yaml").map((fence) => [fence.text, fence]));

    expect(yamlProblems([...examples.values()])).toEqual([]);
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

      const { warnings, unmet } = resolved([{ file: name, text }]);

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

/** What cannot be read or does not resolve. Documents without a cluster are put into one, as many together as do not collide. */
function yamlProblems(all: readonly Fence[]): string[] {
  const unreadable = all.flatMap((fence) =>
    parsed(fence).flatMap(({ errors }) => errors.map(({ message }) => `${place(fence)}: ${message}`)),
  );
  if (unreadable.length > 0) return unreadable;
  const documents = all.filter((fence) => identities(fence).length > 0);
  const whole = documents.filter(hasCluster).map((fence) => [fence]);
  return [...whole, ...batches(documents.filter((fence) => !hasCluster(fence)))].flatMap(resolveProblems);
}

const parsed = ({ text }: Fence) => [parseAllDocuments(text)].flat();

const hasCluster = ({ text }: { text: string }): boolean => /^kind: (?:lambdastack|epiphany)-cluster$/m.test(text);

/** `<kind> <name>` of a block that is made of documents alone. A file of a page is tried with the page's other files. */
function identities(fence: Fence): string[] {
  if (fence.title !== undefined) return [];
  const headers = parsed(fence).map((document) => document.toJS() as { kind?: unknown; name?: string } | null);
  const all = headers.map((header) => (isDocumentKind(header?.kind) ? `${header?.kind} ${header?.name}` : ""));
  return all.every((identity) => identity !== "") ? all : [];
}

const isDocumentKind = (kind: unknown): boolean =>
  typeof kind === "string" && /^(?:(?:configuration|infrastructure)\/.*|(?:lambdastack|epiphany)-cluster)$/.test(kind);

function batches(all: readonly Fence[]): Fence[][] {
  const found: { provider: string; taken: Set<string>; fences: Fence[] }[] = [];
  for (const fence of all) {
    const [own, provider] = [identities(fence), providerOf(fence)];
    const fits = found.find(
      (batch) => batch.provider === provider && own.every((identity) => !batch.taken.has(identity)),
    );
    if (fits) for (const identity of own) fits.taken.add(identity);
    if (fits) fits.fences.push(fence);
    else found.push({ provider, taken: new Set(own), fences: [fence] });
  }
  return found.map(({ fences }) => fences);
}

const providerOf = ({ text }: { text: string }): string => /^provider: (\S+)$/m.exec(text)?.[1] ?? "local";

function resolveProblems(all: readonly Fence[]): string[] {
  const places = all.map(place).join(", ");
  try {
    return resolved(all.map((fence) => ({ file: place(fence), text: fence.text }))).unmet.map(
      ({ message }) => `${places}: ${message}`,
    );
  } catch (error) {
    const { problems, message } = error as StackError;
    return problems.length > 0
      ? problems.map((problem) => `${problem.location?.file ?? places}: ${problem.message}`)
      : [`${places}: ${message}`];
  }
}

/** Through the product's own resolve. */
function resolved(texts: { file: string; text: string }[]): Resolution {
  const provider = providerOf(texts[0] ?? { text: "" });
  return resolveDocuments({
    texts: texts.some(hasCluster) ? texts : [{ file: "cluster", text: clusterOf(provider) }, ...texts],
    kinds: product.allKinds,
    roles: product.roles.map(({ manifest }) => manifest),
    providers: product.providers.map(({ name, manifest }) => ({ name, ...manifest })),
  });
}

/** A cluster for documents that come without one. */
function clusterOf(provider: string): string {
  const header = { name: "default", provider };
  const given = provider === "any" ? { machines: ["example"] } : {};
  const cluster = {
    kind: "lambdastack-cluster",
    ...header,
    specification: { name: "example", components: { monitoring: { count: 1, ...given } } },
  };
  const machine = {
    kind: "infrastructure/machine",
    provider,
    name: "example",
    specification: { hostname: "example", ip: "192.0.2.1" },
  };
  return [cluster, ...(provider === "any" ? [machine] : [])].map((document) => stringify(document)).join("---\n");
}
