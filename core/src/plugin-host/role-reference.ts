import { valid } from "semver";

/** A role as mappings, commands and folders name it: `haproxy`, or `haproxy@1.2.0` for one of several versions. */
export interface RoleReference {
  name: string;
  version?: string;
}

/** The word for the newest version, which is also what no version means. */
export const latest = "latest";

/** What stands behind an `@` that is neither a version nor `latest` belongs to the name, which then is nobody's. */
export function roleReference(text: string): RoleReference {
  const at = text.lastIndexOf("@");
  const [name, version] = at === -1 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
  if (version === latest) return { name };
  return valid(version) === version ? { name, version } : { name: text };
}

export const referenceText = ({ name, version }: RoleReference): string =>
  version === undefined ? name : `${name}@${version}`;

/** Versions that a run is bound to, by role in plugin spelling; every other role is of its latest one. */
export type Pins = Readonly<Record<string, string>>;
