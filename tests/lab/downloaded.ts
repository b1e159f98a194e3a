import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createRepositoryHooks, settings } from "@lambdastack/core";
import type { LockedPackage } from "../../repository/src/lock/lock.ts";
import { lockText } from "../../repository/src/lock/lock-text.ts";
import { makeLock } from "../../repository/src/lock/make-lock.ts";
import { openSelection } from "../../repository/src/selection/open-selection.ts";
import { selectRequirements } from "../../repository/src/selection/select-requirements.ts";

export interface DownloadedOptions {
  folder: string;
  /** Documents whose roles the packages are for. */
  input: string;
  /** Of every package. */
  version: string;
  /** Bytes in each package that change with its version. */
  padding?: number;
}

/**
 * A downloaded folder as `repo download` makes it, of small real packages: one for each that the roles of the documents name,
 * and one that they all depend on.
 */
export async function makeDownloaded({ folder, input, version, padding = 0 }: DownloadedOptions): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), "home-"));
  const selection = await openSelection(settings({ home }), { files: [input] }, createRepositoryHooks());
  const { requirers } = selectRequirements(selection);
  const wanted = new Map<string, string[]>();
  for (const { name: role, requirements } of requirers)
    for (const { name } of requirements.packages?.debian ?? []) wanted.set(name, [...(wanted.get(name) ?? []), role]);
  const names = [...wanted.keys()].sort();
  const shared = packageFile({ folder, name: "libshared", version: "1.0", padding: 200_000 }, [], names);
  const packages = names.map((name) => packageFile({ folder, name, version, padding }, wanted.get(name) ?? [], []));
  const lock = makeLock({
    requirers,
    architectures: ["amd64"],
    profile: "empty",
    packages: { "debian-12": [...packages, shared].sort((one, other) => (one.name < other.name ? -1 : 1)) },
    images: [],
  });
  writeFileSync(join(folder, "lock.json"), lockText(lock));
  rmSync(home, { recursive: true });
}

interface PackageToMake {
  folder: string;
  name: string;
  version: string;
  padding: number;
}

function packageFile(
  { folder, name, version, padding }: PackageToMake,
  neededBy: string[],
  pulledBy: string[],
): LockedPackage {
  const work = mkdtempSync(join(tmpdir(), "deb-"));
  const tree = join(work, "tree");
  mkdirSync(join(tree, "DEBIAN"), { recursive: true });
  mkdirSync(join(tree, "usr/share", name), { recursive: true });
  const control = { Package: name, Version: version, Architecture: "all", Maintainer: "Test <test@example.com>" };
  const fields = Object.entries({ ...control, Description: `made by a test` }).map(
    ([key, value]) => `${key}: ${value}`,
  );
  writeFileSync(join(tree, "DEBIAN/control"), `${fields.join("\n")}\n`);
  writeFileSync(join(tree, "usr/share", name, "content"), noise(`${name} ${version}`, padding));
  const file = join(work, "package.deb");
  execFileSync("dpkg-deb", ["--root-owner-group", "-Znone", "--build", tree, file], {
    env: { ...process.env, SOURCE_DATE_EPOCH: "0" },
  });
  const sha256 = createHash("sha256").update(readFileSync(file)).digest("hex");
  const place = join(folder, "store/sha256", sha256.slice(0, 2), sha256);
  mkdirSync(dirname(place), { recursive: true });
  cpSync(file, place);
  const filename = `${name}_${version}_all.deb`;
  const { size } = statSync(file);
  rmSync(work, { recursive: true });
  const urls = [`http://127.0.0.1:9/${filename}`];
  return { name, version, architecture: "all", filename, urls, size, sha256, neededBy, pulledBy };
}

/** Bytes that look random, and are the same for the same seed. */
function noise(seed: string, bytes: number): Buffer {
  const parts: Buffer[] = [];
  for (let place = 0; place < bytes; place += 64) parts.push(createHash("sha512").update(`${seed} ${place}`).digest());
  return Buffer.concat(parts).subarray(0, bytes);
}
