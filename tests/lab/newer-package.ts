import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Lock, LockedPackage } from "../../repository/src/lock/lock.ts";
import { lockText } from "../../repository/src/lock/lock-text.ts";

const placeOf = (folder: string, sha256: string): string => join(folder, "store/sha256", sha256.slice(0, 2), sha256);

/**
 * A downloaded folder as `from` is one, in which a single package of Debian 12 is newer: the same content, repacked under a
 * higher version. Returns both versions.
 */
export function withNewerPackage(from: string, to: string, name: string): { older: string; newer: string } {
  cpSync(from, to, { recursive: true });
  const lock = JSON.parse(readFileSync(join(from, "lock.json"), "utf8")) as Lock;
  const system = lock.systems["debian-12"];
  const before = system?.packages.find((one) => one.name === name);
  if (!system || !before) throw new Error(`the lock holds no ${name}`);
  const after = repacked(to, before);
  const packages = system.packages.map((one) => (one === before ? after : one));
  const systems = { ...lock.systems, "debian-12": { ...system, packages } };
  writeFileSync(join(to, "lock.json"), lockText({ ...lock, systems }));
  return { older: before.version, newer: after.version };
}

function repacked(folder: string, before: LockedPackage): LockedPackage {
  const work = mkdtempSync(join(tmpdir(), "newer-"));
  const [tree, file] = [join(work, "tree"), join(work, "package.deb")];
  execFileSync("dpkg-deb", ["--raw-extract", placeOf(folder, before.sha256), tree]);
  const control = join(tree, "DEBIAN/control");
  const version = `${before.version}+newer1`;
  writeFileSync(control, readFileSync(control, "utf8").replace(/^Version: .*$/m, `Version: ${version}`));
  execFileSync("dpkg-deb", ["--root-owner-group", "--build", tree, file], { stdio: "ignore" });
  const sha256 = createHash("sha256").update(readFileSync(file)).digest("hex");
  mkdirSync(dirname(placeOf(folder, sha256)), { recursive: true });
  copyFileSync(file, placeOf(folder, sha256));
  rmSync(placeOf(folder, before.sha256));
  const filename = before.filename.replace(before.version.replace(/^\d+:/, ""), version.replace(/^\d+:/, ""));
  const { size } = statSync(file);
  rmSync(work, { recursive: true });
  return { ...before, version, filename, urls: [`http://127.0.0.1:9/${filename}`], size, sha256 };
}
