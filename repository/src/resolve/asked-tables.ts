import type { ResolutionRequest } from "../os-family.ts";
import { table } from "./table.ts";

type Tables = Record<string, string | Buffer>;

/** What of a request is the same for every package manager. */
export function askedTables({ architectures, wanted, pins, statuses }: ResolutionRequest): Tables {
  const numbered = wanted.map((each, index) => ({ ...each, number: String(index + 1) }));
  return {
    architectures: table(architectures.map((architecture) => [architecture])),
    requests: table(
      numbered.map(({ number, role, status = "-", sources }) => [number, role, status, listed(sources, ",")]),
    ),
    packages: table(
      numbered.flatMap(({ number, packages, sources }) =>
        packages.map(({ name, version = "-", source }) => [number, name, version, nameOf(source, sources)]),
      ),
    ),
    pins: table(pins.map(({ name, version }) => [name, version])),
    ...inFolder("statuses", Object.entries(statuses)),
  };
}

export function keyFiles({ sources }: ResolutionRequest): Tables {
  return inFolder(
    "keys",
    Object.entries(sources).map(([name, { content }]) => [name, content]),
  );
}

export const listed = (items: readonly string[] | undefined, between: string): string =>
  items === undefined || items.length === 0 ? "-" : items.join(between);

/** Name of a role's source in the request: its id with the hash of what it is behind. */
const nameOf = (source: string | undefined, sources: readonly string[]): string =>
  source === undefined ? "-" : (sources.find((name) => name.startsWith(`${source}@`)) ?? "-");

function inFolder(name: string, files: readonly (readonly [string, string | Buffer])[]): Tables {
  return Object.fromEntries(files.map(([file, content]) => [`${name}/${file}`, content]));
}
