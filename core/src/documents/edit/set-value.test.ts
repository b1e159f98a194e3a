import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { appendDocument } from "./append-document.ts";
import { setValue } from "./set-value.ts";

const text = `# of the whole file
kind:   lambdastack-cluster    # kept
specification: {name: demo,   components: {web: {count: 1}}}
---
kind: configuration/web
specification:
    greeting: Hello   # said to everyone
    quoted: 'old'

    list:
    - one            # first
    lines: |-
        first
        second

    # about ports
    ports:
        http:   80
`;
const set = (key: string, value: unknown, from = text) =>
  setValue(from, { document: 1, path: ["specification", ...key.split(".")], value });

describe("setValue", () => {
  it("changes the characters of the value alone", () => {
    expect(set("greeting", "Good morning")).toBe(text.replace("Hello ", "Good morning "));
    expect(set("ports.http", 8080)).toBe(text.replace("80\n", "8080\n"));
    expect(set("quoted", "it's new")).toBe(text.replace("'old'", "'it''s new'"));
  });

  it("puts several lines where one stood, and the other way round", () => {
    expect(set("ports.http", "a\nb")).toBe(text.replace("80\n", "|-\n          a\n          b\n"));
    expect(set("lines", "short")).toBe(text.replace(/lines: \|-\n.*\n.*\n/, "lines: short\n"));
    expect(set("lines", "third\nfourth\n")).toContain("    lines: |\n      third\n      fourth\n\n    # about ports");
  });

  it("keeps a comment behind a value that gets several lines", () => {
    expect(set("greeting", "a\nb")).toBe(text.replace("Hello ", '"a\\nb" '));
  });

  it("adds a key behind those of its map, with the maps that it lies in", () => {
    expect(set("ports.https", 443)).toBe(`${text}        https: 443\n`);
    expect(set("new.deep.key", "value")).toBe(`${text}    new:\n      deep:\n        key: value\n`);
    expect(set("ports.https", 443, text.trimEnd())).toBe(`${text}        https: 443\n`);
  });

  it("keeps the line ends of the file", () => {
    const windows = text.replaceAll("\n", "\r\n");

    expect(set("ports.https", 443, windows)).toBe(`${windows}        https: 443\r\n`);
  });

  it("writes a document in braces anew, with its comments", () => {
    const edited = setValue(text, { document: 0, path: ["specification", "components", "web", "count"], value: 2 });

    expect(edited).toContain("count: 2");
    for (const comment of ["# of the whole file", "# kept", "# said to everyone", "# first", "# about ports"])
      expect(edited).toContain(comment);
  });

  it("fills a specification that nobody has written yet", () => {
    expect(setValue("kind: a\nspecification:\n", { document: 0, path: ["specification", "b"], value: 1 })).toBe(
      "kind: a\nspecification:\n  b: 1\n",
    );
    expect(setValue("kind: a\n", { document: 0, path: ["specification", "b"], value: 1 })).toBe(
      "kind: a\nspecification:\n  b: 1\n",
    );
  });

  it("leaves alone what other places refer to", () => {
    const shared = "a: &x 1\nb: *x\n";

    expect(setValue(shared, { document: 0, path: ["a"], value: 2 })).toBeUndefined();
    expect(setValue(shared, { document: 0, path: ["b"], value: 2 })).toBe("a: &x 1\nb: 2\n");
  });

  it("holds any text afterwards, and nothing else changes", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom("a", " ", "\n", "#", ":", "'", '"', "-", "|", "\t", "é") }),
        (value) => {
          for (const key of ["greeting", "quoted", "lines", "ports.http", "ports.https"]) {
            const edited = set(key, value);
            expect(edited).toBeDefined();
            for (const comment of ["    # about ports\n", "# first\n", "kind:   lambdastack-cluster    # kept\n"])
              expect(edited).toContain(comment);
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe("appendDocument", () => {
  it("adds a document of its own", () => {
    const document = { kind: "configuration/override", specification: { value: "a\nb\n" } };

    const appended = appendDocument(text.trimEnd(), document);

    expect(appended.startsWith(`${text}---\n`)).toBe(true);
    expect(parseAllDocuments(appended).at(-1)?.toJS()).toEqual(document);
  });
});
