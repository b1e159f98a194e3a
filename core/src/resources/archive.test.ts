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

/** The stamp goes into the test's own folder. */
function unpack(contentBase64: string) {
  const props = { path: join(folder, "to"), contentBase64, strip: 2 };
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
