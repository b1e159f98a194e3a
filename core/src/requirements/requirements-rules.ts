import { createHash } from "node:crypto";
import { readFileSync, realpathSync } from "node:fs";
import { join, sep } from "node:path";
import { didYouMean } from "../documents/suggestions.ts";
import { familyOf } from "../machines/operating-systems.ts";
import type { Finding, Path } from "../plugin-host/checked-yaml.ts";
import type { FileRequirement, PackageRequirement, PackageSource, Requirements } from "./requirements.ts";

/** What a schema cannot say about the `requirements.yml` of a folder. */
export function requirementsRules(directory: string): (requirements: Requirements) => Finding[] {
  return (requirements) => [
    ...systemRule(requirements),
    ...each(requirements.packages, "packages", (packages, path) => packagesRule(packages, path, requirements)),
    ...each(requirements.sources, "sources", (sources, path, system) => sourcesRule(sources, path, system)),
    ...each(requirements.sources, "sources", (sources, path) => keysRule(sources, path, directory)),
    ...filesRule(requirements.files ?? []),
    ...doubles(requirements.images ?? [], ["images"], ({ reference }) => reference),
  ];
}

function each<T>(
  bySystem: Readonly<Record<string, readonly T[]>> | undefined,
  field: string,
  rule: (items: readonly T[], path: Path, system: string) => Finding[],
): Finding[] {
  return Object.entries(bySystem ?? {}).flatMap(([system, items]) => rule(items, [field, system], system));
}

function systemRule({ packages = {}, sources = {} }: Requirements): Finding[] {
  const fields = { packages, sources };
  return Object.entries(fields).flatMap(([field, bySystem]) =>
    Object.keys(bySystem)
      .filter((system) => familyOf(system) === undefined)
      .map((key) => ({
        path: [field],
        key,
        message: `"${key}" in "${field}" is no system and no family.`,
        hint: "Such as debian-12, ubuntu-22.04, almalinux-9, debian, rhel.",
      })),
  );
}

function packagesRule(packages: readonly PackageRequirement[], path: Path, { sources = {} }: Requirements): Finding[] {
  const known = Object.values(sources).flatMap((list) => list.map(({ id }) => id));
  const unknown = packages.flatMap(({ source }, index) =>
    source === undefined || known.includes(source)
      ? []
      : [
          {
            path: [...path, index, "source"],
            message: `There is no source "${source}" below "sources".`,
            hint: didYouMean(source, known),
          },
        ],
  );
  return [...unknown, ...doubles(packages, path, ({ name }) => name)];
}

/** Sources of apt have a suite, those of dnf are a folder of rpms by themselves. */
function sourcesRule(sources: readonly PackageSource[], path: Path, system: string): Finding[] {
  const isApt = familyOf(system) === "debian";
  const findings = sources.flatMap((source, index) =>
    (isApt ? aptFaults(source) : dnfFaults(source)).map((message) => ({ path: [...path, index], message })),
  );
  return [...findings, ...doubles(sources, path, ({ id }) => id)];
}

function aptFaults({ id, suite, components }: PackageSource): string[] {
  if (suite === undefined) return [`The source "${id}" has no "suite"; ./ is that of a flat repository.`];
  const isFlat = suite.endsWith("/");
  if (isFlat && components) return [`The source "${id}" is flat, so it has no "components".`];
  return isFlat || components ? [] : [`The source "${id}" has no "components", such as [main].`];
}

function dnfFaults({ id, suite, components }: PackageSource): string[] {
  return [
    ...(suite === undefined ? [] : [`The source "${id}" is one of dnf, so it has no "suite".`]),
    ...(components === undefined ? [] : [`The source "${id}" is one of dnf, so it has no "components".`]),
  ];
}

/** A key lies in the folder itself: a link could lead to a file that someone else changes. */
function keysRule(sources: readonly PackageSource[], path: Path, directory: string): Finding[] {
  return sources.flatMap(({ key, keySha256 }, index) => {
    const place = (field: string): Path => [...path, index, field];
    const content = contentInside(directory, key);
    if (content === undefined) return [{ path: place("key"), message: `The key ${key} is no file of the folder.` }];
    const found = createHash("sha256").update(content).digest("hex");
    if (found === keySha256) return [];
    return [{ path: place("keySha256"), message: `The key ${key} has the sha256 ${found}, not ${keySha256}.` }];
  });
}

function contentInside(directory: string, path: string): Buffer | undefined {
  try {
    const real = realpathSync(join(directory, path));
    return real.startsWith(realpathSync(directory) + sep) ? readFileSync(real) : undefined;
  } catch {
    return undefined;
  }
}

/** A file may exist per architecture; each variant lies under its own name. */
function filesRule(files: readonly FileRequirement[]): Finding[] {
  const findings = files.flatMap((file, index): Finding[] => {
    const path = ["files", index, "id"];
    const before = files.slice(0, index).filter(({ id }) => id === file.id);
    if (before.some((other) => architecturesMeet(other, file)))
      return [{ path, message: `"${file.id}" names two files of the same architecture.` }];
    if (before.some((other) => fileName(other) === fileName(file)))
      return [{ path, message: `"${file.id}" names two files that are both called ${fileName(file)}.` }];
    return [];
  });
  const nameless = files.flatMap((file, index): Finding[] =>
    /^[A-Za-z0-9][A-Za-z0-9._+~-]*$/.test(fileName(file))
      ? []
      : [
          {
            path: ["files", index, "url"],
            message: `The address ${file.url} does not end in the name of a file.`,
            hint: "Letters, digits and . _ + ~ - only.",
          },
        ],
  );
  return [...findings, ...nameless];
}

const architecturesMeet = (a: FileRequirement, b: FileRequirement): boolean => {
  const [one, other] = [a.architecture ?? "any", b.architecture ?? "any"];
  return one === other || one === "any" || other === "any";
};

/** Name under which a required file is served. */
export const fileName = ({ url }: Pick<FileRequirement, "url">): string =>
  new URL(url).pathname.split("/").at(-1) ?? "";

function doubles<T>(items: readonly T[], path: Path, nameOf: (item: T) => string): Finding[] {
  const names = items.map(nameOf);
  return names.flatMap((name, index) =>
    names.indexOf(name) === index ? [] : [{ path: [...path, index], message: `"${name}" stands in the list twice.` }],
  );
}
