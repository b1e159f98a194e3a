import { readFileSync } from "node:fs";
import { join } from "node:path";
import { APT_FUNCTIONS, HOLD_SERVICES, productDirectory, type Session, shellProgram } from "@lambdastack/core";
import { releaseFailed } from "../errors.ts";
import type { Lock, LockedPackage } from "../lock/lock.ts";
import { lockText } from "../lock/lock-text.ts";
import { table } from "../resolve/table.ts";
import { unpackScript } from "../resolve/unpack-script.ts";
import { serverName } from "../selection/select-requirements.ts";
import { releaseOf } from "./release-id.ts";
import { repositoryPort } from "./server-machine.ts";

/** Seconds: everything is read, hashed and indexed once. */
const timeLimit = 3600;

/** Makes a release of what lies in the machine's store and serves it. Resolves with the key that signs it. Throws `release-failed`. */
export async function makeRelease(session: Session, lock: Lock): Promise<string> {
  const program = readFileSync(join(productDirectory(), "repository/os/debian/release.sh"), "utf8");
  const variables = { release: releaseOf(lock), port: String(repositoryPort) };
  const script = unpackScript(
    "tables",
    tables(lock),
    shellProgram(variables, `${APT_FUNCTIONS}\n${HOLD_SERVICES}\n${program}`),
  );
  const { status, stdout, stderr } = await session.run({ purpose: "make release", script, timeLimit });
  if (status !== 0) throw releaseFailed(session.machine, stderr);
  return stdout.trim();
}

function tables(lock: Lock): Readonly<Record<string, string>> {
  const packages = Object.entries(lock.systems).flatMap(([system, locked]) =>
    locked.packages.map((one): [string, LockedPackage] => [system, one]),
  );
  return {
    packages: table(packages.map(([system, { filename, sha256 }]) => [system, filename, sha256])),
    files: table(lock.files.map(({ id, urls, sha256 }) => [id, nameOf(urls[0] ?? id), sha256])),
    server: table(ofServer(packages.map(([, one]) => one)).map((name) => [name])),
    "lock.json": lockText(lock),
  };
}

const nameOf = (url: string): string => decodeURIComponent(new URL(url).pathname.split("/").at(-1) ?? "file");

/** File names of what the server itself needs, with all that comes along. */
function ofServer(packages: readonly LockedPackage[]): string[] {
  const names = new Set<string>();
  const add = (one: LockedPackage): void => {
    if (names.has(one.name)) return;
    names.add(one.name);
    for (const other of packages) if (other.pulledBy.includes(one.name)) add(other);
  };
  for (const one of packages) if (one.neededBy.includes(serverName)) add(one);
  return packages.filter(({ name }) => names.has(name)).map(({ filename }) => filename);
}
