import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { withLock } from "../computer/lock.ts";
import { type ClusterNames, runRoot } from "../names.ts";

/** Former values by interface, as this cluster found them. */
type Former = Record<string, string>;

const recordName = "forwarding.json";
/** The switch itself is what is locked: a lock file of ours would have to stay behind. */
const lockFile = "/proc/sys/net/ipv4/ip_forward";

/** Whether the kernel passes on packets that arrive by this interface. */
export async function isForwarding(name: string): Promise<boolean> {
  return (await read(name)).trim() === "1";
}

/**
 * Lets packets arriving by these interfaces pass, and no others: the switch for the whole computer stays as it is.
 * The former values are recorded first, so that a later run can put them back.
 */
export async function switchForwardingOn(cluster: ClusterNames, names: readonly string[]): Promise<void> {
  await withLock(lockFile, async () => {
    const former: Former = { ...(await formerValues(cluster.runDirectory)) };
    const elsewhere = Object.assign({}, ...(await otherClusters(cluster))) as Former;
    for (const name of names) former[name] ??= elsewhere[name] ?? (await read(name)).trim();
    await mkdir(cluster.runDirectory, { recursive: true, mode: 0o700 });
    await writeFile(join(cluster.runDirectory, recordName), JSON.stringify(former));
    for (const name of names) await write(name, "1");
  });
}

/** Puts back what this cluster changed, but for interfaces that another cluster needs. */
export async function switchForwardingBack(cluster: ClusterNames): Promise<void> {
  await withLock(lockFile, async () => {
    const needed = Object.assign({}, ...(await otherClusters(cluster))) as Former;
    // Someone who switched the whole computer on meanwhile wants every interface on.
    const everywhere = (await read("all")).trim() === "1";
    for (const [name, value] of Object.entries(await formerValues(cluster.runDirectory))) {
      if (value === "0" && !everywhere && !(name in needed)) await write(name, "0");
    }
    await rm(join(cluster.runDirectory, recordName), { force: true });
  });
}

async function otherClusters(cluster: ClusterNames): Promise<Former[]> {
  const entries = await readdir(dirname(cluster.runDirectory), { withFileTypes: true }).catch(() => []);
  const others = entries.filter((entry) => entry.isDirectory() && entry.name !== cluster.id);
  return Promise.all(others.map((entry) => formerValues(join(runRoot, entry.name))));
}

async function formerValues(directory: string): Promise<Former> {
  const text = await readFile(join(directory, recordName), "utf8").catch(() => "{}");
  return JSON.parse(text) as Former;
}

function path(name: string): string {
  return `/proc/sys/net/ipv4/conf/${name}/forwarding`;
}

/** An interface that has gone forwards nothing. */
async function read(name: string): Promise<string> {
  return readFile(path(name), "utf8").catch(() => "0");
}

async function write(name: string, value: string): Promise<void> {
  await writeFile(path(name), value).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
  });
}
