import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runShell } from "../shell/run-shell.fixture.ts";
import { directory } from "./directory.ts";
import { file } from "./file.ts";
import { line } from "./line.ts";
import { link } from "./link.ts";
import type { ResourceType } from "./resource-type.ts";

const os = { id: "debian", version: "12", codename: "bookworm", family: "debian", architecture: "x86_64" } as const;
const context = { os, pendingPaths: new Set<string>(), afterChange: false, sensitive: false };
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "resources-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function observe<Props, Observed>(type: ResourceType<Props, Observed>, all: Props[]): Observed[] {
  const { status, stdout, stderr } = runShell(type.observe(all, os), folder);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  return type.read(stdout, all);
}

/** Makes all of them so and looks again; each must then be as wanted. */
function applyAll<Props, Observed>(type: ResourceType<Props, Observed>, all: Props[]): void {
  const before = observe(type, all);
  const scripts = all.map((props, index) => {
    const change = type.compare(props, before[index] as Observed, context);
    return change ? `(\n${type.change(props, change, before[index] as Observed, os)}) || exit 1` : "";
  });
  expect(runShell(scripts.join("\n"), folder)).toMatchObject({ status: 0, stderr: "" });
  const after = observe(type, all);
  expect(all.map((props, index) => type.compare(props, after[index] as Observed, context))).toEqual(
    all.map(() => undefined),
  );
}

const nasty = fc.constantFrom(
  "$(touch EXECUTED)",
  "`touch EXECUTED`",
  "'",
  '"',
  "\\",
  "{{x}}",
  "-rf",
  " ",
  "*",
  "é",
  "漢",
  ";",
  "&",
  "#",
  "\t",
  "=",
  "%s",
  "'; touch EXECUTED; '",
  "CONTENT",
  "]",
  "^",
  "[",
);
const oneLine = fc
  .array(fc.oneof(nasty, fc.string({ maxLength: 4 })), { minLength: 1, maxLength: 8 })
  .map((parts) => parts.join("").replace(/[\0\r\n]/g, ""));
const fileName = oneLine
  .map((text) => text.replace(/[/\p{Cc}]/gu, "").slice(0, 60))
  .filter((text) => !["", ".", ".."].includes(text));
const content = fc
  .array(fc.oneof(nasty, fc.constantFrom("\n", "\0", "\r\n", "= nothing\n", "=\n"), fc.string()), { maxLength: 12 })
  .map((parts) => parts.join(""));
const names = fc.uniqueArray(fileName, { minLength: 1, maxLength: 6, selector: (name) => name.normalize("NFC") });

function nothingWasExecuted(): void {
  expect(readdirSync(folder, { recursive: true })).not.toContain("EXECUTED");
}

test("files arrive byte for byte under whatever name, and nothing in either is executed", () => {
  fc.assert(
    fc.property(names, fc.array(content, { minLength: 6, maxLength: 6 }), (all, contents) => {
      const props = all.map((name, index) => ({
        path: join(folder, name),
        content: contents[index] ?? "",
        mode: "0640",
      }));

      applyAll(file, props);

      for (const one of props) expect(readFileSync(one.path, "utf8")).toBe(one.content);
      expect(readdirSync(folder).filter((name) => name.startsWith(".lambdastack"))).toEqual([]);
      for (const one of props) rmSync(one.path);
      nothingWasExecuted();
    }),
    { numRuns: 12 },
  );
});

test("bytes that are no text arrive as they are", () => {
  const bytes = Buffer.from(Array.from({ length: 3000 }, (_, index) => (index * 7) % 256));

  applyAll(file, [{ path: join(folder, "binary"), contentBase64: bytes.toString("base64") }]);

  expect(readFileSync(join(folder, "binary"))).toEqual(bytes);
});

test("directories and links are made under whatever name and with whatever target", () => {
  fc.assert(
    fc.property(names, fileName, (all, target) => {
      const base = mkdtempSync(join(folder, "case-"));
      const links = all.map((name) => ({ path: join(base, `l${name}`), target }));

      applyAll(
        directory,
        all.map((name) => ({ path: join(base, `d${name}`, "below"), mode: "0700" })),
      );
      applyAll(link, links);

      for (const { path } of links) expect(readlinkSync(path)).toBe(target);
      for (const name of all) expect(statSync(join(base, `d${name}`, "below")).mode & 0o777).toBe(0o700);
      rmSync(base, { recursive: true });
      nothingWasExecuted();
    }),
    { numRuns: 8 },
  );
});

test("a line is appended to, kept in and taken from a file without touching the others", () => {
  fc.assert(
    fc.property(
      oneLine.filter((text) => text !== ""),
      fileName,
      (text, name) => {
        const path = join(folder, name);
        const others = `first\n${text}!\nlast`;
        writeFileSync(path, others);

        applyAll(line, [{ path, line: text }]);
        const added = readFileSync(path, "utf8");
        applyAll(line, [{ path, line: text, ensure: "absent" }]);

        expect(added).toBe(`${others}\n${text}\n`);
        expect(readFileSync(path, "utf8")).toBe(`${others}\n`);
        nothingWasExecuted();
        rmSync(path);
      },
    ),
    { numRuns: 12 },
  );
});
