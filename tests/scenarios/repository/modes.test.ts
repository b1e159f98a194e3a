import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { CarriedCommandLine } from "../../lab/carried-command-line.ts";
import { Cluster, endWithSuite } from "../../lab/cluster.ts";
import type { Ended } from "../../lab/lambdastack.ts";
import { machinesPossible } from "../../lab/machines-possible.ts";
import { packageSources } from "../../lab/package-sources.ts";
import { givenQuickstartDocuments, quickstartDocuments } from "../../lab/quickstart-documents.ts";
import { refusedPackets } from "../../lab/refused-packets.ts";

/** Where the command line runs, and with what. */
interface Seat {
  apply(): Promise<Ended>;
  test(): Promise<Ended>;
  /** Ends with 2 where something is not as wanted. */
  plan(): Promise<Ended>;
  teardown(): Promise<Ended>;
}

interface Mode {
  title: string;
  name: string;
  network: "jump-host" | "full" | "isolated";
  pool: string;
  take(cluster: Cluster): Promise<Seat>;
}

/** Debian's package of PostgreSQL writes a file of its own into a folder of apt, whose time is then that of the file. */
function withoutPostgresql(sources: string): string {
  const lines = sources.split("\n").filter((line) => !line.includes("etc/apt/apt.conf.d/02autoremove-postgresql"));
  return lines.join("\n").replace(/^(etc\/apt\/apt\.conf\.d d \S+ \S+) \S+/m, "$1");
}

const succeeded = ({ status, stderr, stdout }: Ended): void =>
  expect(status, `${stdout.slice(-2000)}${stderr.slice(-3000)}`).toBe(0);

const depotOf = (cluster: Cluster): string =>
  Object.keys(cluster.addresses()).find((machine) => machine.includes("-repository-")) ?? "";

/** The command line of this computer. */
const here = (cluster: Cluster, ...words: string[]): Seat => ({
  apply: () => cluster.apply(...words),
  test: () => cluster.lambdastack("test", "-b", cluster.build),
  plan: () => cluster.lambdastack("plan", "-f", "input.yaml", "--detailed-exitcode"),
  teardown: () => cluster.run("repository", "teardown", "-b", cluster.build),
});

/** Scripts are made here and run as on a computer that has no Node, in Debian's `sh`. */
async function downloadedByScripts(cluster: Cluster): Promise<string> {
  succeeded(await cluster.run("repository", "prepare", "-f", "input.yaml", "-os", "debian-12", "-o", "scripts"));
  const { HOME, http_proxy, https_proxy, no_proxy } = process.env;
  const env = { HOME, http_proxy, https_proxy, no_proxy, PATH: "/usr/sbin:/usr/bin:/sbin:/bin" };
  const { status, stderr } = spawnSync("/bin/dash", [join(cluster.folder, "scripts/download.sh")], {
    env,
    encoding: "utf8",
  });
  expect(status, stderr).toBe(0);
  return "scripts/downloaded";
}

/** The command line of a bundle on the repository machine, for which all of them are given ones. */
async function onRepositoryMachine(cluster: Cluster): Promise<Seat> {
  const addresses = cluster.addresses();
  // they were never ours for what comes now
  for (const machine of Object.keys(addresses)) cluster.on(machine, "rm -f /var/lib/lambdastack/lineage");
  succeeded(await cluster.run("repository", "lock", "-f", "input.yaml"));
  succeeded(await cluster.run("repository", "download", "-f", "input.yaml", "-o", "downloaded"));
  const carried = new CarriedCommandLine(cluster, depotOf(cluster));
  await carried.install("input.yaml", "downloaded");
  cluster.write("given.yaml", givenQuickstartDocuments({ name: "given", keyPath: "/root/site/admin-key", addresses }));
  carried.carry("given.yaml", "given.yaml");
  for (const suffix of ["", ".pub"])
    carried.carry(join(cluster.build, `keys/id_ed25519${suffix}`), `admin-key${suffix}`);
  succeeded(await carried.run("chmod 600 admin-key"));
  const plugins = "--plugins $(echo /root/site/plugins/*)";
  return {
    apply: () => carried.run(`lambdastack apply -f given.yaml ${plugins} --offline site.lsb --signers signers`),
    test: () => carried.run(`lambdastack test -b build/given ${plugins}`),
    plan: () => carried.run(`lambdastack plan -b build/given ${plugins} --detailed-exitcode`),
    teardown: () => carried.run(`repo teardown -b build/given ${plugins}`),
  };
}

const modes: Mode[] = [
  {
    title: "Jump Host: the repository machine alone fetches",
    name: "jumping",
    network: "jump-host",
    pool: "10.109.0.0/24",
    take: async (cluster) => here(cluster),
  },
  {
    title: "Full Online: all could, and install from the repository",
    name: "online",
    network: "full",
    pool: "10.109.1.0/24",
    take: async (cluster) => here(cluster),
  },
  {
    title: "Bastion v1: downloaded by scripts elsewhere, carried to where the command line is",
    name: "carried",
    network: "isolated",
    pool: "10.109.2.0/24",
    take: async (cluster) => here(cluster, "--offline", await downloadedByScripts(cluster)),
  },
  {
    title: "Bastion v2: the command line from the bundle, on the repository machine and no other computer",
    name: "alone",
    network: "isolated",
    pool: "10.109.3.0/24",
    take: onRepositoryMachine,
  },
];

describe.skipIf(!machinesPossible()).each(modes)("the quickstart, $title", (mode) => {
  let cluster: Cluster;
  let machines: string[];
  let seat: Seat;
  let own: Record<string, string>;

  const sourcesOf = (machine: string) => {
    const found = packageSources(cluster, machine);
    return machine.includes("-postgresql-") ? withoutPostgresql(found) : found;
  };
  const sources = () => Object.fromEntries(machines.map((machine) => [machine, sourcesOf(machine)]));
  const isIsolated = (machine: string) =>
    mode.network === "isolated" || (mode.network === "jump-host" && machine !== depotOf(cluster));

  beforeAll(async () => {
    cluster = new Cluster(mode.name, quickstartDocuments(mode));
    succeeded(await cluster.run("infrastructure", "apply", "-f", "input.yaml"));
    machines = Object.keys(cluster.addresses());
    seat = await mode.take(cluster);
    own = sources();
  });
  endWithSuite(() => [cluster]);

  it("comes up by one command, passes its tests, and is as wanted", async () => {
    succeeded(await seat.apply());
    succeeded(await seat.test());
    succeeded(await seat.plan());

    for (const machine of machines)
      expect(cluster.on(machine, "apt-get indextargets --format '$(SITE)' | sort -u")).toMatch(
        /^http:\/\/10\.109\.\S*$/,
      );
  });

  it("gets its own sources back, byte for byte", async () => {
    succeeded(await seat.teardown());

    expect(sources()).toEqual(own);
  });

  it("sent no packet where it may not, and finds nothing there", () => {
    expect(refusedPackets(mode.pool)).toBe(0);

    for (const machine of machines) {
      const found = cluster.on(machine, "getent hosts deb.debian.org >/dev/null && echo internet || echo nothing");
      expect([machine, found]).toEqual([machine, isIsolated(machine) ? "nothing" : "internet"]);
    }
  });
});
