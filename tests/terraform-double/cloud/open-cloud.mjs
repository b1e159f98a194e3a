import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * The fake cloud: a folder with `cloud.json` (`{id: {type, values}}`), `calls.ndjson` (what was asked of it) and
 * `faults.json`. Every operation reads and writes the whole file, without waiting in between, so it is one step for
 * the calls of one process; Terraform's lock keeps other processes away.
 */
export function openCloud(folder) {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "cloud.json");
  const read = () => (existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {});
  const write = (resources) => {
    const draft = `${file}.${process.pid}`;
    writeFileSync(draft, `${JSON.stringify(resources, null, 1)}\n`);
    renameSync(draft, file);
  };
  return {
    folder,
    all: read,
    get: (id) => read()[id],
    put: (id, resource) => write({ ...read(), [id]: resource }),
    remove: (id) => {
      const { [id]: _gone, ...rest } = read();
      write(rest);
    },
    record: (call) =>
      appendFileSync(
        join(folder, "calls.ndjson"),
        `${JSON.stringify({ at: Date.now(), pid: process.pid, ...call })}\n`,
      ),
  };
}

/** Everything that was asked of the cloud, the earliest first. */
export function callsIn(folder) {
  const file = join(folder, "calls.ndjson");
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, "utf8").split("\n").slice(0, -1);
  return lines.map((line) => JSON.parse(line));
}
