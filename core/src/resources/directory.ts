import { type FileFacts, readStats, statPaths } from "../shell/file-facts.ts";
import { ownership } from "../shell/place-file.ts";
import { shellProgram } from "../shell/shell-program.ts";
import { occupiedPath, protectedDirectory } from "./errors.ts";
import { rightsDifferences, rightsOf } from "./file.ts";
import type { Ensure } from "./resource.ts";
import type { Change, CompareContext, ResourceType } from "./resource-type.ts";
import { account, described, fields, mode, path } from "./schema.ts";

/** Without a mode, an existing directory keeps its own and a new one gets 0755. A link to a directory counts as one. */
export interface DirectoryProps {
  path: string;
  mode?: string;
  owner?: string;
  group?: string;
  ensure?: Ensure;
}

export const directory: ResourceType<DirectoryProps, FileFacts> = {
  name: "directory",
  schema: fields(
    {
      path: described("Where it stands; directories above it are made too.", path),
      mode: described("Rights; when missing, `0755` for a new one, else as they are.", mode),
      owner: described("User who owns it; as it is when missing.", account),
      group: described("Group that owns it; as it is when missing.", account),
    },
    ["path"],
    { description: "A directory. `absent` removes it with all that is in it." },
  ),
  identify: (props) => props.path,
  paths: (props) => (props.ensure === "absent" ? [props.path] : []),
  observe: (all) =>
    `export LC_ALL=C\n${statPaths(
      all.map((props) => props.path),
      "-L",
    )}`,
  read: (output, all) => {
    const facts = readStats(output);
    return all.map((props) => facts.get(props.path) ?? { kind: "nothing" });
  },
  nothing: () => ({ kind: "nothing" }),
  compare: (props, observed, context) =>
    props.ensure === "absent" ? compareAbsent(props, observed) : comparePresent(props, observed, context),
  change: (props, { action }) => {
    if (action === "delete") return shellProgram({ path: props.path }, 'rm -rf --one-file-system -- "$path"');
    const { path, mode = "", owner = "", group = "" } = props;
    return shellProgram({ path, mode, owner, group }, MAKE);
  },
  readBack: rightsOf,
};

/** A new directory with rights of its own is never open to others, not even for a moment. */
const MAKE = `if [ ! -d "$path" ]; then
  [ ! -h "$path" ] && [ ! -e "$path" ] || fail "$path exists and is not a directory."
  parent=\${path%/*}
  umask 022
  mkdir -p -- "\${parent:-/}"
  [ -z "$mode" ] || umask 077
  mkdir -- "$path"
fi
${ownership("$path/.")}
[ -z "$mode" ] || chmod "$mode" -- "$path"`;

function comparePresent(props: DirectoryProps, observed: FileFacts, context: CompareContext): Change | undefined {
  const exists = observed.kind === "directory";
  if (!exists && observed.kind !== "nothing" && !context.pendingPaths.has(props.path)) {
    throw occupiedPath("directory", props.path, observed.kind);
  }
  const differences = rightsDifferences(props, exists ? observed : { kind: "nothing" });
  if (!exists) return { action: "create", differences: [{ field: "path", to: props.path }, ...differences] };
  return differences.length === 0 ? undefined : { action: "update", differences };
}

function compareAbsent({ path }: DirectoryProps, observed: FileFacts): Change | undefined {
  if (observed.kind === "nothing") return undefined;
  if (observed.kind !== "directory") throw occupiedPath("directory", path, observed.kind);
  if (path.lastIndexOf("/") === 0) throw protectedDirectory(path);
  return { action: "delete", differences: [{ field: "path", from: path }], destroys: true };
}
