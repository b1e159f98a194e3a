import { chmod, mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { imageRows } from "../images/resolve-images.ts";
import type { Lock, LockedSystem } from "../lock/lock.ts";
import { lockHead, systemRow } from "../lock/lock-rows.ts";
import { lockText } from "../lock/lock-text.ts";
import { makeLock } from "../lock/make-lock.ts";
import { osFamilyOf } from "../os-families.ts";
import { programText } from "../programs.ts";
import { packageRequest } from "../resolve/package-request.ts";
import { table } from "../resolve/table.ts";
import type { Requirer } from "../selection/select-requirements.ts";

export interface PrepareOptions {
  folder: string;
  requirers: readonly Requirer[];
  systems: readonly string[];
  architectures: readonly string[];
  mirrors: readonly string[];
  /** What was resolved already; otherwise the scripts resolve where they run. */
  lock?: Lock | undefined;
}

type Files = Record<string, string | Buffer>;

/**
 * Writes `download.sh` and what it reads into a folder. The scripts are the same text for every cluster: names and addresses
 * lie beside them as data. What was downloaded into the folder earlier stays.
 */
export async function prepare(options: PrepareOptions): Promise<void> {
  const { folder, lock } = options;
  for (const part of ["programs", "requests", "lock.json"])
    await rm(join(folder, part), { recursive: true, force: true });
  const content: Files = {
    ...downloadPrograms(),
    "README.txt": readme(options),
    ...named("programs", resolvers(options)),
    ...(lock ? { "lock.json": lockText(lock) } : named("requests", requests(options))),
  };
  for (const [path, text] of Object.entries(content)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  await chmod(join(folder, "download.sh"), 0o755);
}

/** `download.sh` and its parts, by path: all that fetching what a `lock.json` beside them names takes. */
export function downloadPrograms(): Record<string, string> {
  const parts = ["json.awk", "lock.awk", "images.sh", "fetch-file.sh", "fetch-image.sh"];
  const texts = Object.fromEntries(parts.map((name) => [`programs/${name}`, programText(name)]));
  return { "download.sh": programText("download.sh"), ...texts };
}

function resolvers({ systems, lock }: PrepareOptions): Files {
  const families = lock ? [] : systems.map((system) => osFamilyOf(system).family);
  return Object.fromEntries(families.map(({ name, resolve }) => [`resolve-${name}.sh`, resolve.program]));
}

/** What is to be resolved, as tables: one folder for each system. */
function requests(options: PrepareOptions): Files {
  const { requirers, systems, architectures } = options;
  const head = makeLock({ requirers, architectures, profile: "empty", packages: {}, images: [] });
  const bySystem = systems.map((system) => named(system, request(system, options)));
  return {
    head: lockHead(head),
    images: table(imageRows(requirers, architectures)),
    ...Object.assign({}, ...bySystem),
  };
}

function request(system: string, { requirers, architectures, mirrors }: PrepareOptions): Files {
  const { name: family, resolve } = osFamilyOf(system).family;
  const locked: Omit<LockedSystem, "packages"> = { family, architectures: [...architectures].sort(), profile: "empty" };
  return {
    family: `${family}\n`,
    row: table([systemRow(system, locked)]),
    ...resolve.tables(packageRequest({ requirers, system, architectures, mirrors, pins: [] })),
  };
}

function named(folder: string, files: Files): Files {
  return Object.fromEntries(Object.entries(files).map(([path, content]) => [`${folder}/${path}`, content]));
}

const readme = ({
  systems,
  architectures,
  requirers,
  lock,
}: PrepareOptions) => `Packages, files and images for ${systems.join(", ")} (${architectures.join(", ")}),
for: ${[...new Set(requirers.map(({ name }) => name))].join(", ")}.

On a computer with internet:

  sh download.sh

It ${lock ? "fetches what lock.json names" : "resolves exact versions first and writes them to lock.json, then fetches them"}, and verifies every hash. After a failure run
it again. Then carry the folder "downloaded" to where the cluster is installed from, and there:

  lambdastack apply -f input.yaml --offline downloaded
`;
