import { readFileSync } from "node:fs";
import { join } from "node:path";
import { productDirectory } from "@lambdastack/core";
import type { Archive, ResolutionRequest, Resolver } from "../../src/os-family.ts";
import { askedTables, keyFiles, listed } from "../../src/resolve/asked-tables.ts";
import { table } from "../../src/resolve/table.ts";
import { systems } from "./systems.ts";

/** Stanzas of packages with the fields that decide what else they need. */
const installed = `awk '
  /^[^ \\t]/ { keep = 0 }
  /^(Package|Status|Architecture|Multi-Arch|Version|Essential|Provides|Depends|Pre-Depends|Conflicts|Breaks|Replaces):/ { keep = 1 }
  /^$/ || keep
' /var/lib/dpkg/status`;

const programText = (name: string): string =>
  readFileSync(join(productDirectory(), "repository/os/debian", name), "utf8");

/** apt in a root of its own. */
export const resolve: Resolver = {
  get program() {
    return programText("resolve.sh");
  },
  status: installed,
  tables: (request) => ({
    "packages.awk": programText("packages.awk"),
    archives: table(request.architectures.flatMap((architecture) => archiveRows(request, architecture))),
    sources: table(
      Object.entries(request.sources).map(([name, { uri, suite = "./", components }]) => [
        name,
        uri,
        suite,
        listed(components, " "),
        `keys/${name}`,
      ]),
    ),
    ...askedTables(request),
    ...keyFiles(request),
  }),
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
