import { type BundleRecord, quote, REPOSITORY_ROOT, type Session } from "@lambdastack/core";
import { releaseNotMade } from "../errors.ts";
import type { Lock } from "../lock/lock.ts";
import { lockId, lockText } from "../lock/lock-text.ts";
import { osFamilies, osFamilyOf } from "../os-families.ts";
import type { OsFamily } from "../os-family.ts";
import { programText } from "../programs.ts";
import { releaseContent } from "./release-content.ts";

export interface MakeReleaseOptions {
  session: Session;
  lock: Lock;
  /** Base address that clients use. */
  base: string;
}

const timeLimit = 1800;

/** Builds a release beside the one that is served, and tries it with real clients; then it can be served. */
export async function makeRelease({ session, lock, base }: MakeReleaseOptions): Promise<void> {
  const id = lockId(lock);
  const content = releaseContent(lock);
  const systems = Object.keys(lock.systems);
  const families = osFamilies.filter(({ name }) => systems.some((system) => osFamilyOf(system).family.name === name));
  const record = `${JSON.stringify({ id, systems, files: content.files.length, images: lock.images.length })}\n`;
  await run(session, "make the release", [
    variables({
      root: REPOSITORY_ROOT,
      id,
      systems: lines(systems.map((system) => [osFamilyOf(system).family.serve.folder, system])),
      lock: base64(lockText(lock)),
      record: base64(record),
      files: lines(content.files.map(({ sha256, path }) => [sha256, path])),
      images: lines(content.images.map(({ kind, name, sha256, tag }) => [kind, name, sha256, tag])),
    }),
    ...families.map(({ serve }) => serve.index),
    programText("release.sh"),
  ]);
  await run(session, "try the release", [
    variables({
      root: REPOSITORY_ROOT,
      id,
      base,
      port: "5999",
      sizes: lines(content.files.map(({ size, path }) => [path, String(size)])),
      manifests: lines(
        content.images
          .filter(({ kind }) => kind !== "layer")
          .map(({ name, sha256, size }) => [`${name}/manifests/sha256:${sha256}`, String(size), `sha256:${sha256}`]),
      ),
    }),
    programText("probe.sh"),
    ...families.map((family) => probeOf(family, lock)),
  ]);
}

/** In a shell of its own, for it leaves by the end of that. */
function probeOf({ name, serve }: OsFamily, lock: Lock): string {
  const sets = installable(lock).filter(([system = ""]) => osFamilyOf(system).family.name === name);
  return `(\n${variables({ sets: lines(sets) })}\n${serve.probe}\n)`;
}

/** What each role installs on an empty machine; what machines have already cannot be tried elsewhere. */
function installable(lock: Lock): string[][] {
  return Object.entries(lock.systems).flatMap(([system, { architectures, packages, profile }]) => {
    const [architecture = ""] = architectures;
    const names = namesOfArchitecture[architecture] ?? [architecture];
    const own = packages.filter((one) => names.includes(one.architecture));
    const roles = [...new Set(own.flatMap(({ neededBy }) => neededBy))].sort();
    const namesOf = (role: string) => own.filter(({ neededBy }) => neededBy.includes(role)).map(({ name }) => name);
    return [
      [system, architecture],
      ...(profile === "empty" ? roles.map((role) => [system, architecture, ...new Set(namesOf(role))]) : []),
    ];
  });
}

/** As dpkg and rpm name them, with that of packages for all. */
const namesOfArchitecture: Readonly<Record<string, readonly string[]>> = {
  amd64: ["amd64", "all", "x86_64", "noarch"],
  arm64: ["arm64", "all", "aarch64", "noarch"],
};

/** Switches to a release that is there, made now or earlier; keeps the one before, and which bundle came last. */
export async function serveRelease(session: Session, id: string, bundle?: BundleRecord): Promise<void> {
  const { channel = "", serial = "", manifest = "" } = bundle ?? {};
  const known = variables({ root: REPOSITORY_ROOT, id, channel, serial: String(serial), manifest });
  await run(session, "serve the release", [known, programText("serve-release.sh")]);
}

export async function publicKey(session: Session): Promise<string> {
  const script = `cat ${REPOSITORY_ROOT}/keys/public.asc`;
  const { status, stdout, stderr } = await session.run({ purpose: "read the key", script, timeLimit: 30 });
  if (status !== 0) throw releaseNotMade(session.machine, stderr);
  return stdout;
}

async function run(session: Session, purpose: string, parts: readonly string[]): Promise<void> {
  const { status, stdout, stderr } = await session.run({ purpose, script: parts.join("\n"), timeLimit });
  if (status !== 0) throw releaseNotMade(session.machine, `${stdout}\n${stderr}`);
}

const variables = (values: Readonly<Record<string, string>>): string =>
  Object.entries(values)
    .map(([name, value]) => `${name}=${quote(value)}`)
    .join("\n");

const lines = (rows: readonly (readonly string[])[]): string => rows.map((row) => `${row.join(" ")}\n`).join("");

const base64 = (text: string): string => Buffer.from(text).toString("base64");
