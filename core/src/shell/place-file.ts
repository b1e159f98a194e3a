import { base64Document, shellProgram } from "./shell-program.ts";

export interface Placement {
  path: string;
  contentBase64: string;
  /** Octal text. */
  mode: string;
  owner?: string | undefined;
  group?: string | undefined;
  /** Command with `%s` for the path of the new content. */
  validate?: string | undefined;
  /** Directories above are created where they are missing; only for those of systemd's own tree. */
  createParent?: boolean;
  /** Lines to run once the file is in place. */
  afterwards?: string;
}

/** Stops where the path is taken by anything but a regular file. */
export const REFUSE_OTHERS = `[ ! -h "$path" ] || fail "$path is a symbolic link."
[ ! -d "$path" ] || fail "$path is a directory."
[ ! -e "$path" ] || [ -f "$path" ] || fail "$path is not a regular file."`;

/** Makes `$temporary` beside `$path`: only a rename within one file system replaces a file in one step. */
export const TEMPORARY_BESIDE = `directory=\${path%/*}
[ -d "\${directory:=/}" ] || fail "The directory $directory of $path does not exist."
umask 077
temporary=$(mktemp "$directory/.lambdastack.XXXXXXXXXX")
trap 'rm -f -- "$temporary"' EXIT
trap 'exit 143' HUP INT TERM`;

/** Nobody ever sees half a file, nor one with another's rights, nor one that its validator refuses. */
export function placeFile(file: Placement): string {
  const { path, mode, owner = "", group = "", validate = "" } = file;
  const steps = [
    file.createParent ? `mkdir -p -- "\${path%/*}"` : "",
    REFUSE_OTHERS,
    TEMPORARY_BESIDE,
    base64Document('base64 -d >"$temporary"', file.contentBase64),
    'if [ -e "$path" ]; then chown --reference="$path" -- "$temporary"; fi',
    ownership("$temporary"),
    'chmod "$mode" -- "$temporary"',
    validate === "" ? "" : VALIDATION,
    'mv -fT -- "$temporary" "$path"',
    file.afterwards ?? "",
  ];
  const variables = {
    path,
    mode,
    owner,
    group,
    ...(validate && { validate, check: validate.replaceAll("%s", '"$1"') }),
  };
  return shellProgram(variables, steps.filter((step) => step !== "").join("\n"));
}

/** Changes rights only; the content does not travel. */
export function setRights(
  { path, mode, owner = "", group = "" }: Omit<Placement, "contentBase64">,
  refuse = "",
): string {
  const steps = [refuse, ownership("$path"), '[ -z "$mode" ] || chmod "$mode" -- "$path"'];
  return shellProgram({ path, mode, owner, group }, steps.filter((step) => step !== "").join("\n"));
}

/** Lines that give what stands at a path to `$owner` and `$group`, where these are not empty. */
export function ownership(target: string): string {
  return `[ -z "$owner$group" ] || chown -h "$owner\${group:+:$group}" -- "${target}"`;
}

const VALIDATION = `output=$(sh -c "$check" sh "$temporary" 2>&1 </dev/null) || fail "The new content of $path was refused by: $validate
$output"`;
