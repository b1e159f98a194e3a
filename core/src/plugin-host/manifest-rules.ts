import { coerce, parse as parseVersion, validRange } from "semver";
import { nearest } from "../documents/suggestions.ts";
import type { Finding, Path } from "./checked-yaml.ts";
import type { MatchExpression, RoleManifest } from "./role.ts";

const wellFormed = /^[A-Za-z][A-Za-z0-9]*([._-][A-Za-z0-9]+)*$/;
const usualKeys = ["name", "kind", "provider", "version", "short", "core-technology"];
const withoutValues = new Set(["exists", "absent"]);
const withList = new Set(["in", "notin"]);
const ordering = new Set(["gt", "ge", "lt", "le"]);

/** What a schema cannot say about a role.yml. */
export function roleManifestRules(folder: string): (manifest: RoleManifest) => Finding[] {
  return (manifest) => [
    ...nameRule(folder)(manifest),
    ...expressionFindings(manifest),
    ...versionRules(manifest),
    ...patternRules(manifest),
  ];
}

/** The one group of a pattern is where the value stands. */
function patternRules({ adopts = [] }: RoleManifest): Finding[] {
  return adopts.flatMap(({ pattern }, index) => {
    const groups = pattern === undefined ? 1 : groupsOf(pattern);
    if (groups === 1) return [];
    const what = groups === undefined ? "is no regular expression" : `has ${groups} groups, and must have one`;
    const message = `The pattern ${JSON.stringify(pattern)} ${what}.`;
    return [{ path: ["adopts", index, "pattern"], message }];
  });
}

/** Undefined for what is no regular expression. */
function groupsOf(pattern: string): number | undefined {
  try {
    return (new RegExp(`${pattern}|`, "m").exec("")?.length ?? 1) - 1;
  } catch {
    return undefined;
  }
}

/** Versions of published values, and ranges of consumed ones. */
function versionRules({ publishes = {}, consumes = {} }: RoleManifest): Finding[] {
  const published = Object.entries(publishes).map(([name, { version }]) => ({
    path: ["publishes", name, "version"],
    version,
    isSound: version === undefined || parseVersion(version) !== null,
    wanted: "a semantic version such as 1.2.3",
  }));
  const consumed = Object.entries(Array.isArray(consumes) ? {} : consumes).map(([name, { version }]) => ({
    path: ["consumes", name, "version"],
    version,
    isSound: version === undefined || validRange(version) !== null,
    wanted: "a range of versions such as ^1.2.0",
  }));
  return [...published, ...consumed]
    .filter(({ isSound }) => !isSound)
    .map(({ path, version, wanted }) => ({
      path,
      message: `"${path.join(".")}" must be ${wanted}, received ${JSON.stringify(version)}.`,
    }));
}

/** What is wrong with the expressions of a module whose manifest stands at a place of its file. */
export function expressionFindings(manifest: Requiring, place: Path = []): Finding[] {
  return expressionsOf(manifest)
    .flatMap(valuesRule)
    .map((finding) => ({ ...finding, path: [...place, ...finding.path] }));
}

type Requiring = Pick<RoleManifest, "requires" | "influences">;

/** The name of a plugin is its folder's: one of them would otherwise mislead. */
export function nameRule(folder: string): (manifest: { name: string }) => Finding[] {
  return ({ name }) =>
    name === folder
      ? []
      : [{ path: ["name"], message: `"name" must equal the folder's name "${folder}", received "${name}".` }];
}

interface PlacedExpression {
  expression: MatchExpression;
  path: Path;
}

function expressionsOf({ requires, influences }: Requiring): PlacedExpression[] {
  const lists: [Path, MatchExpression[][] | undefined][] = [
    [["requires", "strong"], requires?.strong],
    [["requires", "weak"], requires?.weak],
    [["influences"], influences],
  ];
  return lists.flatMap(([path, entries]) =>
    (entries ?? []).flatMap((entry, outer) =>
      entry.map((expression, inner) => ({ expression, path: [...path, outer, inner] })),
    ),
  );
}

/** Keys of expressions that can be no label's, in a manifest of whatever shape: `provider,` as the seed has it. */
export function keyTypos(manifest: unknown): Finding[] {
  const { requires, influences } = (manifest ?? {}) as { requires?: unknown; influences?: unknown };
  return [...keysIn(requires, ["requires"]), ...keysIn(influences, ["influences"])].flatMap(keyRule);
}

interface PlacedKey {
  key: string;
  path: Path;
}

function keysIn(value: unknown, path: Path): PlacedKey[] {
  if (typeof value !== "object" || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((inner, index) => keysIn(inner, [...path, index]));
  return Object.entries(value).flatMap(([name, inner]) =>
    name === "key" && typeof inner === "string" ? [{ key: inner, path }] : keysIn(inner, [...path, name]),
  );
}

function keyRule({ key, path }: PlacedKey): Finding[] {
  if (wellFormed.test(key)) return [];
  const meant = nearest(key, usualKeys) ?? nearest(key.replaceAll(/[^\w.-]/g, ""), usualKeys);
  const hint =
    meant === undefined ? "Letters, digits and single hyphens, dots or underscores." : `Did you mean "${meant}"?`;
  return [{ path: [...path, "key"], message: `"${key}" cannot be the key of a label.`, hint }];
}

function valuesRule({ expression: { operator, values }, path }: PlacedExpression): Finding[] {
  const place = values === undefined ? path : [...path, "values"];
  if (withoutValues.has(operator))
    return values === undefined ? [] : [{ path: place, message: `The operator "${operator}" takes no values.` }];
  if (values === undefined) return [{ path, message: `The operator "${operator}" needs "values".` }];
  if (withList.has(operator)) return [];
  if (values.length > 1) {
    const hint = operator === "eq" ? 'Use "in" for one of several values.' : undefined;
    return [{ path: place, message: `The operator "${operator}" takes one value, received ${values.length}.`, hint }];
  }
  if (ordering.has(operator) && !isVersion(String(values[0])))
    return [
      { path: place, message: `The operator "${operator}" compares versions, received ${JSON.stringify(values[0])}.` },
    ];
  return [];
}

const isVersion = (text: string): boolean => (parseVersion(text) ?? coerce(text)) !== null;
