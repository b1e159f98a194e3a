import { readFileSync } from "node:fs";
import { join } from "node:path";
import { productDirectory } from "@lambdastack/core";
import type { Archive, ResolutionRequest, Resolver } from "../../src/os-family.ts";
import { askedTables, keyFiles } from "../../src/resolve/asked-tables.ts";
import { table } from "../../src/resolve/table.ts";
import { systems } from "./systems.ts";

/** dnf's library in a root of its own. */
export const resolve: Resolver = {
  get program() {
    return readFileSync(join(productDirectory(), "repository/os/rhel/resolve.sh"), "utf8");
  },
  status: "rpm -qa --qf '%{NAME}-%|EPOCH?{%{EPOCH}:}:{}|%{VERSION}-%{RELEASE}.%{ARCH}\\n'",
  tables: (request) => ({
    system: table([[request.system, request.system.slice(request.system.lastIndexOf("-") + 1)]]),
    archives: table(request.architectures.flatMap((architecture) => archiveRows(request, architecture))),
    sources: table(Object.entries(request.sources).map(([name, { uri }]) => [name, uri, `keys/${name}`])),
    ...askedTables(request),
    ...keyFiles(request),
  }),
};

function archiveRows({ system, mirrors }: ResolutionRequest, architecture: string): string[][] {
  const archives = systems[system]?.archives(architecture) ?? [];
  return archives.map((archive, index) => [
    architecture,
    `${archive.name}-${index + 1}`,
    ...addresses(archive, mirrors),
  ]);
}

function addresses({ name, uri, path, key }: Archive, mirrors: readonly string[]): string[] {
  const mirror = mirrors.find((address) => address.endsWith(`/${name}`)) ?? uri;
  return [`${mirror}/${path}`, `${uri}/${path}`, key];
}
