import { PassThrough } from "node:stream";
import { quote, type Session, type StepResult } from "@lambdastack/core";
import { MANIFEST } from "./backup-set.ts";
import { notStored } from "./errors.ts";
import { type BackupStore, type StoredFile, UNFINISHED } from "./store.ts";

/** Seconds that carrying one file may take. */
const CARRYING = 24 * 3600;

/** Sets in a folder of a machine, over its session; owned by root, mode 0700. */
export function machineStore(open: () => Promise<Session>, root: string, machine: string): BackupStore {
  const place = `${root} on ${machine}`;
  const run = async (purpose: string, script: string, timeLimit = 120): Promise<StepResult> =>
    good(place, await (await open()).run({ purpose, script: `${program(root)}${script}`, timeLimit }));
  return {
    place,
    async write(set, path, content) {
      const script = `${program(root)}target=${quote(`${root}/${set}${UNFINISHED}/${path}`)}
mkdir -p "$(dirname "$target")"
cat >"$target"
`;
      good(place, await (await open()).feed({ purpose: `store ${path}`, script, timeLimit: CARRYING }, content));
    },
    async commit(set, manifest) {
      await run(
        "finish backup",
        `set=${quote(set)}
mkdir -p "$set${UNFINISHED}"
printf %s ${quote(manifest)} >"$set${UNFINISHED}/${MANIFEST}"
sync -f .
mv -T "$set${UNFINISHED}" "$set"
sync -f .
`,
        600,
      );
    },
    async hash(set, paths) {
      const lines = paths.map((path) => `look ${quote(`${set}/${path}`)}`).join("\n");
      const { stdout } = await run("hash backup", `${LOOK}${lines}\n`, CARRYING);
      return stdout.trimEnd().split("\n").map(readHash);
    },
    async read(set, path, take) {
      const session = await open();
      const content = new PassThrough();
      const script = `${program(root)}cat ${quote(`${set}/${path}`)}\n`;
      const read = session.drain({ purpose: `read ${path}`, script, timeLimit: CARRYING }, content);
      read.catch((error: Error) => content.destroy(error));
      try {
        await take(content);
        good(place, await read);
      } finally {
        content.destroy();
        await read.catch(() => undefined);
      }
    },
    async remove(sets) {
      const known = sets.map((set) => `rm -rf ${quote(set)}`).join("\n");
      await run("remove backups", `${known}\nrm -rf ????????T??????Z-??????${UNFINISHED}\n`, 600);
    },
  };
}

const program = (root: string) => `set -eu
umask 077
mkdir -p ${quote(root)}
cd ${quote(root)}
`;

const LOOK = `look() {
  if [ -f "$1" ]; then
    sum=$(sha256sum <"$1")
    printf '%s %s\\n' "$(stat -c %s "$1")" "\${sum%% *}"
  else echo missing; fi
}
`;

function readHash(line: string): StoredFile | undefined {
  const [bytes, sha256] = line.split(" ");
  return sha256 === undefined ? undefined : { bytes: Number(bytes), sha256 };
}

function good(place: string, result: StepResult): StepResult {
  if (result.status === 0) return result;
  throw notStored(place, result.stderr.trim() || `it ended with status ${result.status}`);
}
