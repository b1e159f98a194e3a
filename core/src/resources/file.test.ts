import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runShell } from "../shell/run-shell.fixture.ts";
import { type FileProps, file } from "./file.ts";

const os = { id: "debian", version: "12", codename: "bookworm", family: "debian", architecture: "x86_64" } as const;
const context = { os, pendingPaths: new Set<string>(), afterChange: false, sensitive: false };
let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "file-"));
  path = join(folder, "app.conf");
});
afterEach(() => rmSync(folder, { recursive: true }));

function observed(props: FileProps) {
  const [found] = file.read(runShell(file.observe([props], os)).stdout, [props]);
  return found ?? file.nothing(props);
}

const compare = (props: FileProps, more = {}) => file.compare(props, observed(props), { ...context, ...more });

function change(props: FileProps) {
  const wanted = compare(props);
  if (!wanted) throw new Error("nothing to change");
  return {
    ...runShell(file.change(props, wanted, observed(props), os)),
    script: file.change(props, wanted, observed(props), os),
  };
}

test("a text that differs is shown as a unified diff", () => {
  writeFileSync(path, "one\ntwo\nthree\n", { mode: 0o644 });

  const found = compare({ path, content: "one\n2\nthree\n" });

  expect(found?.differences[0]?.diff).toBe(`--- ${path}\n+++ ${path}\n@@ -1,3 +1,3 @@\n one\n-two\n+2\n three\n`);
});

test("what a secret feeds shows neither old nor new text nor a hash", () => {
  writeFileSync(path, "old-password", { mode: 0o644 });

  const found = compare({ path, content: "new-password" }, { sensitive: true });

  expect(found?.differences).toEqual([{ field: "content", from: "(sensitive)", to: "(sensitive)" }]);
});

test("a large old file is compared by size and hash only", () => {
  writeFileSync(path, "x".repeat(300_000), { mode: 0o644 });

  const found = compare({ path, content: "y" });

  expect(found?.differences[0]).toMatchObject({
    from: expect.stringMatching(/^300000 bytes/),
    to: expect.stringMatching(/^1 bytes/),
  });
  expect(found?.differences[0]).not.toHaveProperty("diff");
});

test("a change of the mode alone carries no content", () => {
  writeFileSync(path, "much text", { mode: 0o644 });

  const { script, status } = change({ path, content: "much text", mode: "0600" });

  expect(status).toBe(0);
  expect(script).not.toContain("base64");
  expect(compare({ path, content: "much text", mode: "0600" })).toBeUndefined();
});

test("a validator that refuses leaves the old content and says why", () => {
  writeFileSync(path, "old", { mode: 0o644 });

  const { status, stderr } = change({ path, content: "new", validate: "echo bad line 3 in %s; grep -q old %s" });

  expect(status).toBe(1);
  expect(stderr).toContain("bad line 3");
  expect(readFileSync(path, "utf8")).toBe("old");
});

test.each(["link", "directory"])("a %s at the path is refused", (kind) => {
  if (kind === "link") symlinkSync("/etc/hostname", path);
  else mkdirSync(path);

  expect(() => compare({ path, content: "x" })).toThrow(
    kind === "link" ? /a symbolic link stands there/ : /a directory stands there/,
  );
  expect(compare({ path, content: "x" }, { pendingPaths: new Set([path]) })?.action).toBe("create");
});

test("a removal by record leaves a file that was edited since", () => {
  writeFileSync(path, "ours");
  const record = file.record?.({ path, content: "ours" }, file.nothing({ path })) as { path: string; sha256: string };

  const untouched = compare({ ...record, ensure: "absent" });
  writeFileSync(path, "edited by hand");
  const edited = compare({ ...record, ensure: "absent" });

  expect(untouched).toMatchObject({ action: "delete", destroys: true });
  expect(edited).toBeUndefined();
});
