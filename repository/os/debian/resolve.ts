import { readFileSync } from "node:fs";
import { join } from "node:path";
import { productDirectory } from "@lambdastack/core";
import type { Archive, ResolutionRequest, Resolver } from "../../src/os-family.ts";
import { table } from "../../src/resolve/table.ts";
import { systems } from "./systems.ts";

/** Stanzas of installed packages with the fields that decide what else they need; a machine's descriptions are no one's business. */
const installed = `awk '
  /^[^ \t]/ { keep = 0 }
  /^(Package|Status|Architecture|Multi-Arch|Version|Essential|Provides|Depends|Pre-Depends|Conflicts|Breaks|Replaces):/ { keep = 1 }
  /^$/ || keep
' /var/lib/dpkg/status`;

/** apt in a root of its own. */
export const resolve: Resolver = {
  get program() {
    return readFileSync(join(productDirectory(), "repository/os/debian/resolve.sh"), "utf8");
  },
  status: installed,
  tables(request) {
    const wanted = request.wanted.map((each, index) => ({ ...each, number: String(index + 1) }));
    return {
      archives: table(request.architectures.flatMap((architecture) => archiveRows(request, architecture))),
      architectures: table(request.architectures.map((architecture) => [architecture])),
      sources: table(
        Object.entries(request.sources).map(([id, { uri, suite = "./", components }]) => [
          id,
          uri,
          suite,
          listed(components, " "),
          `keys/${id}`,
        ]),
      ),
      requests: table(
        wanted.map(({ number, role, status, sources }) => [number, role, status ?? "-", listed(sources, ",")]),
      ),
      packages: table(
        wanted.flatMap(({ number, packages, sources }) =>
          packages.map(({ name, version, source }) => [number, name, version ?? "-", nameOf(source, sources)]),
        ),
      ),
      pins: table(request.pins.map(({ name, version }) => [name, version])),
      ...folder(
        "keys",
        Object.entries(request.sources).map(([id, { content }]) => [id, content]),
      ),
      ...folder("statuses", Object.entries(request.statuses)),
    };
  },
};

function archiveRows({ system, mirrors }: ResolutionRequest, architecture: string): string[][] {
  return (systems[system]?.archives(architecture) ?? []).map((archive) => {
    const mirror = mirrors.find((address) => address.endsWith(`/${archive.name}`));
    return [architecture, ...archiveRow(archive, mirror)];
  });
}

/** An archive without a name is taken as it is, whatever the machine itself uses. */
function archiveRow({ name, uri, suite = "./", components, key }: Archive, mirror: string | undefined): string[] {
  return [mirror === undefined ? name : "-", mirror ?? uri, uri, suite, listed(components, " "), key];
}

const listed = (items: readonly string[] | undefined, between: string): string =>
  items === undefined || items.length === 0 ? "-" : items.join(between);

/** Name of a role's source in the request: its id with the hash of what it is behind. */
const nameOf = (source: string | undefined, sources: readonly string[]): string =>
  source === undefined ? "-" : (sources.find((name) => name.startsWith(`${source}@`)) ?? "-");

function folder(name: string, files: readonly (readonly [string, string | Buffer])[]): Record<string, string | Buffer> {
  return Object.fromEntries(files.map(([file, content]) => [`${name}/${file}`, content]));
}
