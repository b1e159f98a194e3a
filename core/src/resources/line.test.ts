import { mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runShell } from "../shell/run-shell.fixture.ts";
import { type LineProps, line } from "./line.ts";

const os = { id: "debian", version: "12", codename: "bookworm", family: "debian", architecture: "x86_64" } as const;
const context = { os, pendingPaths: new Set<string>(), afterChange: false, sensitive: false };
let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "line-"));
  path = join(folder, "settings");
});
afterEach(() => rmSync(folder, { recursive: true }));

function observed(props: LineProps) {
  const [found] = line.read(runShell(line.observe([props], os)).stdout, [props]);
  return found ?? line.nothing(props);
}

function apply(props: LineProps): string {
  const change = line.compare(props, observed(props), context);
  if (change)
    expect(runShell(line.change(props, change, observed(props), os))).toMatchObject({ status: 0, stderr: "" });
  expect(line.compare(props, observed(props), context)).toBeUndefined();
  return readFileSync(path, "utf8");
}

test("of several lines that match, the first becomes the wanted one and the others go", () => {
  writeFileSync(path, "a\n#Port 22\nb\nPort 23\nc\nPort 24\n", { mode: 0o600 });

  expect(apply({ path, match: "^#?Port ", line: "Port 2222" })).toBe("a\nPort 2222\nb\nc\n");
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test("the wanted line keeps its place where it already stands", () => {
  writeFileSync(path, "Port 1\nmiddle\nPort 2\n");

  expect(apply({ path, match: "^Port ", line: "Port 2" })).toBe("middle\nPort 2\n");
});

test("a file that is missing is made with the line", () => {
  expect(apply({ path, line: "only" })).toBe("only\n");
});

test("a removal by record leaves a line that was edited since", () => {
  writeFileSync(path, "Port 99\n");
  const record = line.record?.({ path, match: "^Port ", line: "Port 2" }, { kind: "file", found: [] });

  const change = line.compare({ ...record, path, ensure: "absent" }, { kind: "file", found: ["Port 99"] }, context);

  expect(change).toBeUndefined();
  expect(record).not.toHaveProperty("line");
});

test("a pattern that grep refuses is named", () => {
  writeFileSync(path, "x\n");
  const props = { path, line: "x", match: "(" };

  expect(() => line.compare(props, observed(props), context)).toThrow(/no extended regular expression: \(/);
});

test("a symbolic link is refused", () => {
  symlinkSync("/etc/hostname", path);
  const props = { path, line: "x" };

  expect(() => line.compare(props, observed(props), context)).toThrow(/cannot be made/);
});
