import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { contentHash } from "../shell/content-hash.ts";
import type { RequiredFile } from "../shell/fetch-file.ts";
import { runShell } from "../shell/run-shell.fixture.ts";
import { archive } from "./archive.ts";

const os = { id: "debian", version: "12", codename: "bookworm", family: "debian", architecture: "x86_64" } as const;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "archive-"));
  mkdirSync(join(folder, "from", "app-1"), { recursive: true });
  writeFileSync(join(folder, "from", "app-1", "run.sh"), "#!/bin/sh\n", { mode: 0o755 });
});
afterEach(() => rmSync(folder, { recursive: true }));

function pack(...options: string[]): string {
  const { stdout } = spawnSync("tar", ["-cz", "-C", join(folder, "from"), ...options, "."]);
  return stdout.toString("base64");
}

/** The stamp goes into the test's own folder, and what the machine knows of a repository comes from there. */
function unpack(from: string | RequiredFile) {
  const content = typeof from === "string" ? { contentBase64: from } : { file: from };
  const props = { path: join(folder, "to"), strip: 2, ...content };
  const script = archive.change(props, { action: "create", differences: [] }, archive.nothing(props), os);
  return runShell(script.replaceAll("/var/lib/lambdastack", join(folder, "state")));
}

test("entries stand where they belong, and what was there besides stays", () => {
  mkdirSync(join(folder, "to"));
  writeFileSync(join(folder, "to", "data"), "kept");

  expect(unpack(pack())).toMatchObject({ status: 0, stderr: "" });

  expect(readFileSync(join(folder, "to", "run.sh"), "utf8")).toBe("#!/bin/sh\n");
  expect(statSync(join(folder, "to", "run.sh")).mode & 0o777).toBe(0o755);
  expect(readFileSync(join(folder, "to", "data"), "utf8")).toBe("kept");
});

test.each([
  ["a symbolic link", () => symlinkSync("/etc/passwd", join(folder, "from", "app-1", "link")), []],
  ["a setuid file", () => chmodSync(join(folder, "from", "app-1", "run.sh"), 0o4755), []],
  ["a name that climbs", () => {}, ["-P", "--transform=s,run.sh,../../../escaped,"]],
  ["an absolute name", () => {}, ["-P", "--transform=s,^.*run.sh,/tmp/escaped-absolute,"]],
])("an archive with %s is refused whole", (_, spoil, options) => {
  spoil();

  const { status, stderr } = unpack(pack(...options));

  expect(status).toBe(1);
  expect(stderr).toMatch(/has entries/);
  expect(existsSync(join(folder, "to", "run.sh"))).toBe(false);
  expect(existsSync("/tmp/escaped-absolute")).toBe(false);
});

/** A file that is published at `published/`, and the bytes of it. */
function publish(): RequiredFile & { bytes: Buffer } {
  const bytes = Buffer.from(pack(), "base64");
  mkdirSync(join(folder, "published"));
  writeFileSync(join(folder, "published", "app.tgz"), bytes);
  const urls = [`file://${folder}/gone/app.tgz`, `file://${folder}/published/app.tgz`];
  return { id: "app", name: "app.tgz", sha256: contentHash(bytes), urls, bytes };
}

test("a required file is fetched from the first place that has it", () => {
  expect(unpack(publish())).toMatchObject({ status: 0, stderr: "" });

  expect(readFileSync(join(folder, "to", "run.sh"), "utf8")).toBe("#!/bin/sh\n");
});

test("a required file comes from the repository alone where the machine is pointed at one", () => {
  const { bytes, ...file } = publish();
  mkdirSync(join(folder, "state", "repository"), { recursive: true });
  const source = join(folder, "state", "repository", "lambdastack.sources");
  writeFileSync(source, `Types: deb\nURIs: file://${folder}/r/0123456789abcdef/apt/debian-12\nSuites: ./\n`);

  const without = unpack(file);
  mkdirSync(join(folder, "r/0123456789abcdef/files/app"), { recursive: true });
  writeFileSync(join(folder, "r/0123456789abcdef/files/app/app.tgz"), bytes);

  expect(without.status).toBe(1);
  expect(without.stderr).toContain(`file://${folder}/r/0123456789abcdef/files/app/app.tgz`);
  expect(without.stderr).not.toContain("published");
  expect(unpack(file)).toMatchObject({ status: 0, stderr: "" });
});

test("a required file of another content is not unpacked", () => {
  const file = publish();
  writeFileSync(join(folder, "published", "app.tgz"), "else");

  const { status, stderr } = unpack(file);

  expect(status).toBe(1);
  expect(stderr).toContain(`its sha256 is not ${file.sha256}`);
  expect(existsSync(join(folder, "to", "run.sh"))).toBe(false);
});

test("another content of a required file is a change, another address is none", () => {
  const props = {
    path: "/opt/app",
    file: { id: "app", name: "app.tgz", sha256: "0".repeat(64), urls: ["http://a/b"] },
  };
  const stamp = `${"0".repeat(64)} 0 - -`;
  const context = { os, pendingPaths: new Set<string>(), afterChange: false, sensitive: false };

  const elsewhere = { ...props, file: { ...props.file, urls: ["http://c/d"] } };
  const other = { ...props, file: { ...props.file, sha256: "1".repeat(64) } };

  expect(archive.compare(elsewhere, { exists: true, stamp }, context)).toBeUndefined();
  expect(archive.compare(other, { exists: true, stamp }, context)).toMatchObject({ action: "update" });
});
