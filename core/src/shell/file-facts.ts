import { words } from "./shell-program.ts";

export type FileKind = "nothing" | "file" | "directory" | "link" | "other";

/** What stands at a path. Everything but `kind` is undefined where nothing stands. */
export interface FileFacts {
  kind: FileKind;
  /** Octal without leading zeros, such as `644`. */
  mode?: string;
  owner?: string;
  group?: string;
  /** Bytes. */
  size?: number;
  /** Of the content of a regular file. */
  sha256?: string;
  /** The content, base64, of a regular file that differs from what is wanted and is not larger than `TEXT_LIMIT`. */
  contentBase64?: string;
}

/** A file of which the content matters. */
export interface WantedFile {
  path: string;
  /** Undefined: the content is not wanted and not sent. */
  sha256?: string | undefined;
}

/** Largest file, in bytes, of which the old text is brought back for a diff. */
export const TEXT_LIMIT = 262_144;

/** One `stat` for many paths, each line `<raw mode>:<owner>:<group>:<size>:<path>`. */
export function statPaths(paths: readonly string[], options = ""): string {
  return `stat ${options} -c '%f:%U:%G:%s:%n' -- ${words(paths)} 2>/dev/null || :`;
}

/** One `stat` and one `sha256sum` for all files, and the old content of those that differ. Prints for `readFileFacts`. */
export function observeFiles(files: readonly WantedFile[]): string {
  const all = words(files.map((file) => file.path));
  const old = files.flatMap((file) => (file.sha256 === undefined ? [] : [`old ${words([file.path, file.sha256])}`]));
  return `export LC_ALL=C
${statPaths(files.map((file) => file.path))}
echo =
sums=$(sha256sum -z -- ${all} 2>/dev/null | tr '\\0' '\\n')
printf '%s\\n=\\n' "$sums"
sums="
$sums
"
old() {
  case "$sums" in *"
$2  $1
"*) return ;; esac
  [ -f "$1" ] && [ ! -h "$1" ] && [ "$(wc -c <"$1")" -le ${TEXT_LIMIT} ] || return 0
  printf '%s ' "$(base64 -w0 -- "$1")"
  printf '%s\\n' "$1"
}
${old.join("\n")}
:`;
}

/** Facts of each path of what `observeFiles` printed. */
export function readFileFacts(output: string): (path: string) => FileFacts {
  const [stats = "", sums = "", contents = ""] = output.split(/^=\n/m);
  const facts = readStats(stats);
  for (const line of sums.split("\n")) {
    const known = facts.get(line.slice(66));
    if (known?.kind === "file") known.sha256 = line.slice(0, 64);
  }
  for (const line of contents.split("\n")) {
    const space = line.indexOf(" ");
    const known = facts.get(line.slice(space + 1));
    if (known && space >= 0) known.contentBase64 = line.slice(0, space);
  }
  return (path) => facts.get(path) ?? { kind: "nothing" };
}

/** What `statPaths` printed, by path. */
export function readStats(output: string): Map<string, FileFacts> {
  const facts = new Map<string, FileFacts>();
  for (const line of output.split("\n")) {
    const [, mode = "", owner = "", group = "", size, path = ""] =
      /^([0-9a-f]+):([^:]*):([^:]*):(\d+):(.*)$/.exec(line) ?? [];
    if (path === "") continue;
    const raw = Number.parseInt(mode, 16);
    facts.set(path, { kind: kindOf(raw), mode: (raw & 0o7777).toString(8), owner, group, size: Number(size) });
  }
  return facts;
}

/** The file type bits of `st_mode`, see inode(7). */
function kindOf(mode: number): FileKind {
  switch (mode & 0o170000) {
    case 0o100000:
      return "file";
    case 0o040000:
      return "directory";
    case 0o120000:
      return "link";
    default:
      return "other";
  }
}
