import { contentHash } from "../shell/content-hash.ts";
import { FETCH_FILE, type RequiredFile } from "../shell/fetch-file.ts";
import { ownership } from "../shell/place-file.ts";
import { base64Document, shellProgram, words } from "../shell/shell-program.ts";
import { protectedDirectory, unreadableCheck } from "./errors.ts";
import type { Ensure } from "./resource.ts";
import type { ResourceType } from "./resource-type.ts";
import { account, described, fields, fileName, oneOf, path, unlessAbsent } from "./schema.ts";

export interface ArchiveProps {
  path: string;
  /** Absolute path of the archive on the controller, for messages. */
  source?: string;
  /** Bytes of the archive. */
  contentBase64?: string;
  /** What the machine fetches by itself, in place of `source`. */
  file?: RequiredFile;
  strip?: number;
  owner?: string;
  group?: string;
  ensure?: Ensure;
}

export interface ObservedArchive {
  exists: boolean;
  /** What was unpacked there last, see `stampOf`. */
  stamp?: string;
}

export const archive: ResourceType<ArchiveProps, ObservedArchive> = {
  name: "archive",
  schema: fields(
    {
      path: described("Directory that it is unpacked into.", path),
      source: described(
        "Archive beside the task (tar, also compressed). Exactly one of `source` and `file`.",
        fileName,
      ),
      file: described(
        "Id of an archive among the role's required files, which the machine fetches: from the repository that it is pointed at, else from where it is published.",
        fileName,
      ),
      strip: described("Leading parts of its paths to drop.", { type: "integer", minimum: 0, maximum: 20 }),
      owner: described("User who owns what is unpacked; root when missing.", account),
      group: described("Group that owns what is unpacked; root when missing.", account),
    },
    ["path"],
    {
      description: "What an archive holds. Plain files and directories only.",
      ...unlessAbsent(oneOf("source", "file")),
    },
  ),
  identify: (props) => props.path,
  paths: (props) => [props.path],
  observe: (all) => `for path in ${words(all.map((props) => props.path))}; do
  if [ -d "$path" ]; then echo directory; else echo nothing; fi
done
for stamp in ${words(all.map(stampPath))}; do
  unpacked=
  [ ! -f "$stamp" ] || read -r unpacked <"$stamp" || :
  printf '%s\\n' "$unpacked"
done`,
  read: (output, all) => {
    const lines = output.split("\n");
    if (lines.length < all.length * 2) throw unreadableCheck("archive", output);
    return all.map((_, index) => {
      const stamp = lines[all.length + index];
      return { exists: lines[index] === "directory", ...(stamp && { stamp }) };
    });
  },
  nothing: () => ({ exists: false }),
  compare: (props, { exists, stamp }) => {
    if (props.ensure === "absent") {
      if (!exists) return undefined;
      if (props.path.lastIndexOf("/") === 0) throw protectedDirectory(props.path);
      return { action: "delete", differences: [{ field: "path", from: props.path }], destroys: true };
    }
    const to = stampOf(props);
    if (exists && stamp === to) return undefined;
    const difference = { field: "content", from: exists ? (stamp ?? "not recorded") : undefined, to };
    return { action: exists && stamp !== undefined ? "update" : "create", differences: [difference] };
  },
  change: (props, { action }) => {
    const { path, owner = "", group = "", strip = 0 } = props;
    if (action === "delete") {
      return shellProgram({ path, stamp: stampPath(props) }, 'rm -rf --one-file-system -- "$path"\nrm -f -- "$stamp"');
    }
    const variables = { path, owner, group, strip: String(strip), stamp: stampPath(props), unpacked: stampOf(props) };
    return shellProgram(variables, [PREPARE, obtain(props), UNPACK].join("\n"));
  },
  timeLimit: 600,
};

/** Lines that put the archive at `$work/archive`. */
function obtain({ file, contentBase64 = "" }: ArchiveProps): string {
  if (file === undefined) return base64Document('base64 -d >"$work/archive"', contentBase64);
  const { id, name, sha256, urls } = file;
  return `${FETCH_FILE}
fetch_file ${words([`${id}/${name}`, sha256])} "$work/archive" ${words(urls)}`;
}

/** Hash of the archive and of all that decides how it is unpacked. */
function stampOf({ file, contentBase64 = "", strip = 0, owner = "", group = "" }: ArchiveProps): string {
  const hash = file?.sha256 ?? contentHash(Buffer.from(contentBase64, "base64"));
  return [hash, strip, owner || "-", group || "-"].join(" ");
}

function stampPath({ path }: ArchiveProps): string {
  return `/var/lib/lambdastack/archives/${contentHash(path)}`;
}

const PREPARE = `umask 022
export LC_ALL=C
[ ! -h "$path" ] || fail "$path is a symbolic link."
mkdir -p -- "$path" "\${stamp%/*}"
work=$(mktemp -d "$path/.lambdastack.XXXXXXXXXX")
trap 'rm -rf -- "$work"' EXIT
trap 'exit 143' HUP INT TERM`;

/**
 * Only plain files and directories without special rights pass; tar as root would also make devices and keep setuid.
 * Unpacked aside and then linked into place, so that what else stands in the directory stays as it is.
 */
const UNPACK = `tar --list --verbose --numeric-owner --quoting-style=escape --file="$work/archive" >"$work/list" || fail "The archive for $path cannot be read."
bad=$(grep -Ev '^[-d]([r-][w-][x-]){3} ' "$work/list" | head -n 3) || :
[ -z "$bad" ] || fail "The archive for $path has entries that are no plain files or directories, or have special rights:
$bad"
tar --list --quoting-style=escape --file="$work/archive" >"$work/names"
bad=$(grep -E '^/|(^|/)\\.\\.(/|$)|\\\\' "$work/names" | head -n 3) || :
[ -z "$bad" ] || fail "The archive for $path has entries with forbidden names:
$bad"
mkdir "$work/tree"
tar --extract --no-same-owner --no-same-permissions --strip-components="$strip" --directory="$work/tree" --file="$work/archive"
if [ -n "$owner$group" ]; then chown -hR "$owner\${group:+:$group}" -- "$work/tree"; fi
for entry in "$work/tree"/* "$work/tree"/.[!.]* "$work/tree"/..?*; do
  [ ! -e "$entry" ] || cp -al --remove-destination -- "$entry" "$path/"
done
${ownership("$path")}
printf '%s\\n' "$unpacked" >"$stamp.new"
mv -f -- "$stamp.new" "$stamp"`;
