import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toPlain } from "./located.ts";
import { loadDocuments, parseDocuments } from "./parse-documents.ts";

const parse = (text: string) => parseDocuments("input.yaml", text);
const codes = (text: string) =>
  parse(text).problems.map(({ code, location }) => `${code} ${location?.line}:${location?.column}`);
const specification = (text: string) => {
  const { documents, problems } = parse(`kind: a\nspecification:\n${text.replace(/^/gm, "  ")}`);
  expect(problems).toEqual([]);
  return documents[0] && toPlain(documents[0].specification);
};

describe("parseDocuments", { timeout: 30_000 }, () => {
  it("reads several documents and skips empty ones", () => {
    const { documents } = parse("---\n# nothing\n---\nkind: a\n---\nkind: b\nname: other\nversion: 1.2.3\n---\n");

    expect(documents.map(({ kind, name, version }) => [kind, name, version])).toEqual([
      ["a", "default", "1.0.0"],
      ["b", "other", "1.2.3"],
    ]);
  });

  it("points at broken YAML", () => {
    expect(codes("kind: a\nspecification:\n  x: [1, 2\n")).toEqual(["broken-yaml 4:1"]);
  });

  it("names the second of two equal keys", () => {
    expect(codes("kind: a\nspecification:\n  x: 1\n  y: 2\n  x: 3\n")).toEqual(["duplicate-key 5:3"]);
  });

  it.each(["__proto__", "constructor", "prototype"])("refuses the key %s wherever it stands", (key) => {
    expect(codes(`kind: a\nspecification:\n  list:\n    - { ${key}: { polluted: yes } }\n`)).toEqual([
      "forbidden-key 4:9",
    ]);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it.each([
    ["version: 1.10", "1.10"],
    ["name: 0777", "0777"],
    ["kind: 12", "12"],
  ])("asks to quote the number of %s", (line, written) => {
    const { problems } = parse(`kind: a\n${line}\n`.replace(/^kind: a\n(?=kind)/, ""));

    expect(problems[0]?.message).toContain(written);
    expect(problems[0]?.hint).toContain(`"${written}"`);
  });

  it("refuses a number with more digits than a number keeps", () => {
    expect(codes("kind: a\nspecification:\n  id: 12345678901234567890\n")).toEqual(["number-loses-digits 3:7"]);
  });

  it("refuses NUL in values and keys", () => {
    expect(codes('kind: a\nspecification:\n  x: "a\\0b"\n  "c\\0": 1\n')).toEqual([
      "nul-character 3:6",
      "nul-character 4:3",
    ]);
  });

  it("refuses tags that are not YAML's own", () => {
    expect(codes("kind: a\nspecification:\n  x: !shell rm\n")[0]).toMatch(/^(broken-yaml|yaml-tag) 3:6$/);
  });

  it("says what may stand at the top level", () => {
    const { problems } = parse("kind: a\nspecifcation: {}\n");

    expect(problems[0]?.message).toContain('"specifcation"');
    expect(problems[0]?.hint).toBe('Did you mean "specification"?');
  });

  it("warns of the build_path of the old products", () => {
    expect(parse("kind: a\nbuild_path: x\n").warnings.map(({ code }) => code)).toEqual(["replaced-key"]);
  });

  it("follows anchors, aliases and merge keys", () => {
    expect(specification("base: &base { a: 1, b: 2 }\nchild: { <<: *base, b: 3 }\nsame: *base\n")).toEqual({
      base: { a: 1, b: 2 },
      child: { a: 1, b: 3 },
      same: { a: 1, b: 2 },
    });
  });

  it("refuses an alias inside of its own anchor", () => {
    expect(codes("kind: a\nspecification:\n  x: &x [1, *x]\n")).toEqual(["yaml-cycle 3:9"]);
  });

  it("stops an alias bomb in little time", () => {
    const levels = "bcdefghij".split("").map((name, index) => {
      const above = String.fromCharCode(name.charCodeAt(0) - 1);
      return `  ${name}: &${name} [${Array(9).fill(`*${above}`).join(", ")}] # ${index}`;
    });
    const started = performance.now();

    const { problems } = parse(["kind: a", "specification:", "  a: &a [x, x, x, x, x]", ...levels].join("\n"));

    expect(problems.map(({ code }) => code)).toEqual(expect.arrayContaining(["too-many-aliases"]));
    expect(performance.now() - started).toBeLessThan(2000);
  });

  it("refuses few aliases that expand to much", () => {
    const wide = `  a: &a [${Array(300).fill("x").join(", ")}]`;
    const twice = ["b", "c"].map(
      (name, index) =>
        `  ${name}: &${name} [${Array(12)
          .fill(`*${index ? "b" : "a"}`)
          .join(", ")}]`,
    );

    expect(
      codes(["kind: a", "specification:", wide, ...twice].join("\n")).some((code) =>
        code.startsWith("alias-expansion"),
      ),
    ).toBe(true);
  });

  it("refuses what is nested too deep, too large or too much", () => {
    expect(codes(`kind: a\nspecification: ${"[".repeat(20_000)}`)[0]).toMatch(/^too-deep 2:/);
    expect(codes(`kind: a # ${"x".repeat(3 * 1024 * 1024)}`)[0]).toMatch(/^file-too-large/);
    expect(codes(`kind: a\nspecification:\n  x: [${"1,".repeat(60_000)}]`)[0]).toMatch(/^too-many-values 3:/);
  });

  it("reports a file that is not there with its name", () => {
    const { problems } = loadDocuments(["/nowhere/input.yaml"]);

    expect(problems[0]?.code).toBe("unreadable-file");
    expect(problems[0]?.message).toContain("/nowhere/input.yaml");
  });

  it("never throws, whatever the text", () => {
    const pieces = fc.constantFrom(
      "kind: a",
      "\n",
      "  ",
      "- ",
      "&a ",
      "*a",
      "{",
      "}",
      "[",
      "]",
      ": ",
      '"',
      "'",
      "|",
      "!!x ",
      "---",
      "\t",
      "%",
      "?",
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(pieces, { maxLength: 30 }).map((all) => all.join("")),
        ),
        (text) => {
          expect(() => parse(text)).not.toThrow();
        },
      ),
      { numRuns: 500 },
    );
  });
});
