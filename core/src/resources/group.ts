import { shellProgram, words } from "../shell/shell-program.ts";
import type { Ensure } from "./resource.ts";
import type { ResourceType } from "./resource-type.ts";
import { account, accountId, described, fields } from "./schema.ts";

export interface GroupProps {
  name: string;
  gid?: number;
  /** Only counts when it is created. */
  system?: boolean;
  ensure?: Ensure;
}

export interface ObservedGroup {
  /** Undefined where the group does not exist. */
  gid?: number;
}

export const group: ResourceType<GroupProps, ObservedGroup> = {
  name: "group",
  schema: fields(
    {
      name: described("Name of the group.", account),
      gid: described("Number of the group.", accountId),
      system: described("Whether a new group is one of the system.", { type: "boolean" }),
    },
    ["name"],
    { description: "A group of users." },
  ),
  identify: (props) => props.name,
  observe: (all) => `getent group -- ${words(all.map((props) => props.name))} || :`,
  read: (output, all) => {
    const gids = new Map(output.split("\n").map((entry) => [entry.split(":")[0], Number(entry.split(":")[2])]));
    return all.map(({ name }) => {
      const gid = gids.get(name);
      return gid === undefined ? {} : { gid };
    });
  },
  nothing: () => ({}),
  compare: ({ name, gid, ensure }, observed) => {
    const exists = observed.gid !== undefined;
    if (ensure === "absent") {
      return exists ? { action: "delete", differences: [{ field: "name", from: name }], destroys: true } : undefined;
    }
    const differences =
      gid === undefined || gid === observed.gid
        ? []
        : [{ field: "gid", from: observed.gid?.toString(), to: String(gid) }];
    if (!exists) return { action: "create", differences: [{ field: "name", to: name }, ...differences] };
    return differences.length === 0 ? undefined : { action: "update", differences };
  },
  readBack: ({ gid }) => (gid === undefined ? {} : { gid }),
  change: ({ name, gid, system }, { action }) => {
    if (action === "delete") return shellProgram({ name }, 'groupdel -- "$name"');
    const options = [
      ...(gid === undefined ? [] : ["--gid", String(gid)]),
      ...(system && action === "create" ? ["--system"] : []),
    ];
    return shellProgram({ name }, `${action === "create" ? "groupadd" : "groupmod"} ${words(options)} -- "$name"`);
  },
};
