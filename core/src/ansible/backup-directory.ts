import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Role } from "../plugin-host/role.ts";
import type { Task } from "../plugin-host/task.ts";
import { quote } from "../shell/quote.ts";

/** The one file that a machine gives to a backup for a role whose task is a playbook. */
const archive = "files.tar.gz";

const parent = "/var/lib/lambdastack/backup";

/** Where a playbook `backup` places files on its machine, and where `restore` finds them; there for as long as either runs. */
export const backupDirectory = (role: string): string => `${parent}/${role}`;

/** Scripts over the directory of one role on one machine. */
export function directoryScripts(role: string): { empty: string; remove: string; isFilled: string } {
  const directory = quote(backupDirectory(role));
  return {
    empty: `set -eu\nrm -rf ${directory}\ninstall -d -m 0711 ${quote(parent)}\ninstall -d -m 0700 ${directory}\n`,
    remove: `rm -rf ${directory}\n`,
    isFilled: `test -n "$(find ${directory} -mindepth 1 -print -quit)"\n`,
  };
}

/** What the engine does for a playbook `backup`: it takes the directory as it stands. */
export const takeDirectory =
  ({ name }: Pick<Role, "name">): Task =>
  ({ resource }) => [resource.dump({ name: archive, run: `tar -C ${quote(backupDirectory(name))} -czf - .` })];

/** What the engine does for a playbook `restore`: it fills the directory as it stood. */
export const fillDirectory =
  ({ name, directory }: Pick<Role, "name" | "directory">): Task =>
  ({ resource }) => [
    resource.load({
      name: archive,
      newest: newestOf(directory),
      run: `tar -C ${quote(backupDirectory(name))} -xzpf -`,
    }),
  ];

/** The role's own script; without one it cannot tell how old its data are, and is not restored over them unasked. */
function newestOf(directory: string): string {
  const file = join(directory, "restore", "newest.sh");
  if (existsSync(file)) return readFileSync(file, "utf8");
  return "echo 'it has no restore/newest.sh' >&2\nexit 1\n";
}
