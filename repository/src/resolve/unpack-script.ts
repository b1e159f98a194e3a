import { quote } from "@lambdastack/core";

/**
 * A program for any POSIX shell that lays files into a folder of its own, named by the variable, and runs what follows. Content
 * travels as base64, in here-documents that no content can end early.
 */
export function unpackScript(
  variable: string,
  files: Readonly<Record<string, string | Buffer>>,
  program: string,
): string {
  const folders = [
    ...new Set(Object.keys(files).flatMap((path) => (path.includes("/") ? [path.replace(/\/[^/]*$/, "")] : []))),
  ];
  return [
    "set -eu",
    `${variable}=$(mktemp -d)`,
    `chmod 0755 "$${variable}"`,
    ...folders.map((folder) => `mkdir -p "$${variable}"/${quote(folder)}`),
    ...Object.entries(files).map(
      ([path, content]) => `base64 -d >"$${variable}"/${quote(path)} <<'CONTENT'\n${lines(content)}CONTENT`,
    ),
    "status=0",
    `( set -eu\n${program}\n) || status=$?`,
    `rm -rf "$${variable}"`,
    'exit "$status"',
    "",
  ].join("\n");
}

const lines = (content: string | Buffer): string =>
  Buffer.from(content)
    .toString("base64")
    .replace(/.{1,76}/g, "$&\n");
