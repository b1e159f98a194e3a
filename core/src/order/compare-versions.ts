import { coerce, compare, parse, type SemVer } from "semver";

const asVersion = (text: string): SemVer | null => parse(text) ?? coerce(text);

/** Less than, equal to or greater than zero, as versions compare (`1.9 < 1.10`); undefined where one is no version. */
export function compareVersions(left: string, right: string): number | undefined {
  const [a, b] = [asVersion(left), asVersion(right)];
  return a === null || b === null ? undefined : compare(a, b);
}
