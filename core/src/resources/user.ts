import { shellProgram, words } from "../shell/shell-program.ts";
import { unreadableCheck } from "./errors.ts";
import type { Ensure } from "./resource.ts";
import type { Difference, ResourceType } from "./resource-type.ts";
import { account, accountId, described, fields, path } from "./schema.ts";

/** Memberships that are not named in `groups` are left alone. */
export interface UserProps {
  name: string;
  uid?: number;
  group?: string;
  groups?: readonly string[];
  home?: string;
  /** Where it is missing, a new system user gets none to log in with. */
  shell?: string;
  /** Only counts when it is created, like `createHome` (default: the opposite of `system`). */
  system?: boolean;
  createHome?: boolean;
  ensure?: Ensure;
}

export interface ObservedUser {
  exists: boolean;
  uid?: number;
  /** Primary group. */
  group?: string;
  /** All groups; only read where a group is wanted. */
  groups?: readonly string[];
  home?: string;
  shell?: string;
}

export const user: ResourceType<UserProps, ObservedUser> = {
  name: "user",
  schema: fields(
    {
      name: described("Name of the user.", account),
      uid: described("Number of the user.", accountId),
      group: described("Primary group; one of the user's own name when missing.", account),
      groups: described("Further groups. Those the user is in besides stay.", {
        type: "array",
        items: account,
        uniqueItems: true,
      }),
      home: described("Home directory.", path),
      shell: described("Login shell; none for a new system user when missing.", path),
      system: described("Whether a new user is one of the system.", { type: "boolean" }),
      createHome: described("Whether a new user gets a home directory; when missing, all but system users do.", {
        type: "boolean",
      }),
    },
    ["name"],
    { description: "A user of the machine. Fields that are missing stay as they are." },
  ),
  identify: (props) => props.name,
  observe: observeUsers,
  read: (output, all) => all.map((props) => readUser(output.split("\n"), props)),
  nothing: () => ({ exists: false }),
  compare: (props, observed) => {
    if (props.ensure === "absent") {
      return observed.exists
        ? { action: "delete", differences: [{ field: "name", from: props.name }], destroys: true }
        : undefined;
    }
    const differences = userDifferences(props, observed);
    if (!observed.exists) return { action: "create", differences: [{ field: "name", to: props.name }, ...differences] };
    return differences.length === 0 ? undefined : { action: "update", differences };
  },
  change: (props, { action, differences }, observed) => {
    const { name } = props;
    if (action === "delete") return shellProgram({ name }, 'userdel -- "$name"');
    if (action === "create") return shellProgram({ name }, createUser(props));
    return shellProgram({ name }, `usermod ${words(updateOptions(props, differences, observed))} -- "$name"`);
  },
  readBack: ({ exists, ...fields }) => (exists ? fields : {}),
};

/** The passwd entries; then for users with wanted groups `groups:<user>:<primary>:<all>`, only where the user exists. */
function observeUsers(all: readonly UserProps[]): string {
  const grouped = all.filter(({ group, groups }) => group !== undefined || groups !== undefined);
  const memberships = `for name in ${words(grouped.map((props) => props.name))}; do
  primary=$(id -gn -- "$name" 2>/dev/null) || continue
  printf 'groups:%s:%s:%s\\n' "$name" "$primary" "$(id -Gn -- "$name")"
done`;
  return `getent passwd -- ${words(all.map((props) => props.name))} || :\necho =\n${grouped.length === 0 ? "" : memberships}`;
}

function readUser(lines: readonly string[], { name }: UserProps): ObservedUser {
  const end = lines.indexOf("=");
  if (end < 0) throw unreadableCheck("user", lines.join("\n"));
  const entry = lines.slice(0, end).find((text) => text.startsWith(`${name}:`));
  if (entry === undefined) return { exists: false };
  const [, , uid, , , home = "", shell = ""] = entry.split(":");
  const [, , group, groups] =
    lines
      .slice(end)
      .find((text) => text.startsWith(`groups:${name}:`))
      ?.split(":") ?? [];
  return {
    exists: true,
    uid: Number(uid),
    home,
    shell,
    ...(group !== undefined && groups !== undefined && { group, groups: groups.split(" ") }),
  };
}

function userDifferences(props: UserProps, observed: ObservedUser): Difference[] {
  const differences: Difference[] = [];
  for (const field of ["uid", "group", "home", "shell"] as const) {
    if (props[field] !== undefined && props[field] !== observed[field]) {
      differences.push({ field, from: observed[field]?.toString(), to: String(props[field]) });
    }
  }
  const missing = (props.groups ?? []).filter((name) => !observed.groups?.includes(name));
  if (missing.length > 0)
    differences.push({ field: "groups", from: observed.groups?.join(" "), to: `+ ${missing.join(" ")}` });
  return differences;
}

function createUser({ uid, group, groups = [], home, shell, system = false, createHome = !system }: UserProps): string {
  const options = [
    ...(uid === undefined ? [] : ["--uid", String(uid)]),
    ...(groups.length === 0 ? [] : ["--groups", groups.join(",")]),
    ...(home === undefined ? [] : ["--home-dir", home]),
    ...(shell === undefined ? (system ? ["--shell", "/usr/sbin/nologin"] : []) : ["--shell", shell]),
    ...(system ? ["--system"] : []),
    createHome ? "--create-home" : "--no-create-home",
  ];
  if (group !== undefined) return `useradd ${words(["--gid", group, ...options])} -- "$name"`;
  // useradd refuses to make a group of its own where one of that name exists.
  return `own=--user-group
if getent group -- "$name" >/dev/null; then own="--gid=$name"; fi
useradd "$own" ${words(options)} -- "$name"`;
}

function updateOptions(props: UserProps, differences: readonly Difference[], observed: ObservedUser): string[] {
  const options = { uid: "--uid", group: "--gid", home: "--home", shell: "--shell" } as const;
  return differences.flatMap(({ field }) => {
    if (field === "groups") {
      const missing = (props.groups ?? []).filter((name) => !observed.groups?.includes(name));
      return ["--append", "--groups", missing.join(",")];
    }
    const name = field as keyof typeof options;
    return [options[name], String(props[name])];
  });
}
