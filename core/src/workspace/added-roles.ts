import { mkdir, readFile } from "node:fs/promises";
import { parse, stringify } from "yaml";
import { type BuildFolder, writeFileAtomic } from "../build-folder/index.ts";
import { roleReference } from "../plugin-host/role-reference.ts";
import { addedRolesUnreadable } from "./errors.ts";

/** Roles that `components apply ROLE` added beside what documents say, by component. */
export type AddedRoles = Readonly<Record<string, readonly string[]>>;

const heading = `# Roles that \`components apply ROLE\` added, by component; they count beside what documents say.
# Take one out and apply: it is removed like any role that left its component.
`;

/** Nothing where there is no such file. Throws `added-roles-unreadable` (invalid). */
export async function readAddedRoles({ addedRoles: file }: BuildFolder): Promise<AddedRoles> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw error;
  });
  const value = parsed(text, file) ?? {};
  if (!isAddedRoles(value)) throw addedRolesUnreadable(file, "it must be a mapping from components to lists of roles");
  return value;
}

export async function writeAddedRoles({ config, addedRoles }: BuildFolder, added: AddedRoles): Promise<void> {
  await mkdir(config, { recursive: true, mode: 0o700 });
  await writeFileAtomic(addedRoles, `${heading}${stringify(added)}`);
}

/** Both together, each role once: wherever it was added, at the version that is asked for now, else at the one it had. */
export function withAddedRole(added: AddedRoles, asked: string, components: readonly string[]): AddedRoles {
  const { name } = roleReference(asked);
  const known = Object.values(added)
    .flat()
    .find((one) => roleReference(one).name === name);
  const role = asked.includes("@") ? asked : (known ?? asked);
  const renewed = (roles: readonly string[]) => roles.map((one) => (roleReference(one).name === name ? role : one));
  const before = Object.fromEntries(Object.entries(added).map(([component, roles]) => [component, renewed(roles)]));
  const more = components.map((component) => [component, [...new Set([...rolesOn(before, component), role])]] as const);
  return { ...before, ...Object.fromEntries(more) };
}

const rolesOn = (added: AddedRoles, component: string): readonly string[] =>
  Object.hasOwn(added, component) ? (added[component] ?? []) : [];

function parsed(text: string, file: string): unknown {
  try {
    return parse(text, { stringKeys: true });
  } catch (error) {
    throw addedRolesUnreadable(file, (error as Error).message.split("\n")[0] ?? "it is not YAML");
  }
}

function isAddedRoles(value: unknown): value is AddedRoles {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return Object.values(value).every(
    (roles) => Array.isArray(roles) && roles.every((role: unknown) => typeof role === "string"),
  );
}
