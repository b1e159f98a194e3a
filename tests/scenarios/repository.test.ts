import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { beforeAll, describe, expect, it } from "vitest";
import { Cluster, endWithSuite } from "../lab/cluster.ts";
import { start } from "../lab/lambdastack.ts";
import { machinesPossible } from "../lab/machines-possible.ts";
import { packageSources } from "../lab/package-sources.ts";
import { isLong, randomFrom, seed } from "../lab/sweep.ts";

const documents = (name: string, network: string, pool: string) => `kind: lambdastack-cluster
name: default
provider: local
specification:
  name: ${name}
  admin_user: { name: operations }
  local: { network: ${network}, address_pool: ${pool} }
  components:
    repository: { count: 1 }
    web: { count: 1 }
`;

/** Everything that says where packages come from: paths, kinds, modes, owners, targets and content. */
const sourcesOf = (cluster: Cluster, machine: string): string =>
  cluster.on(
    machine,
    `cd /; find etc/apt var/lib/apt usr/share/keyrings -printf '%p %y %m %u:%g %l\\n' | sort
     find etc/apt var/lib/apt usr/share/keyrings -type f -exec sha256sum {} + | sort -k 2`,
  );

const reachesOut = (cluster: Cluster, machine: string): string =>
  cluster.on(machine, "getent hosts deb.debian.org >/dev/null && echo yes || echo no");

/** What of a bundle is not about packages. */
const without = ["cli", "tools", "plugins", "environment"].flatMap((part) => ["--without", part]);

interface Status {
  repository?: { release: string };
  machines: { machine: string; state: string; release?: string; drift: string[] }[];
}

const repo = (cluster: Cluster, ...words: string[]) =>
  start("repository", ["--plugins", `${import.meta.dirname}/../../plugins`, ...words], cluster.folder).ended;
const status = async (cluster: Cluster): Promise<Status> =>
  JSON.parse((await repo(cluster, "status", "-b", cluster.build, "--json")).stdout) as Status;

describe.skipIf(!machinesPossible())("a repository machine that alone reaches the internet (Jump Host)", () => {
  const [server, web] = ["jump-repository-1", "jump-web-1"];
  let cluster: Cluster;
  let own: string;

  beforeAll(async () => {
    cluster = new Cluster("jump", documents("jump", "jump-host", "10.90.0.0/24"));
    const made = await cluster.run("infrastructure", "apply", "-f", "input.yaml");
    expect(made.status, made.stderr).toBe(0);
    own = sourcesOf(cluster, web);
  });
  endWithSuite(() => [cluster]);

  it("is filled and leads all machines to it, in a process of its own", async () => {
    const created = await repo(cluster, "create", "-b", cluster.build);

    expect(created.status, created.stderr).toBe(0);
    const { repository, machines } = await status(cluster);
    expect(machines).toEqual([
      { machine: server, state: "pointed", release: repository?.release, drift: [] },
      { machine: web, state: "pointed", release: repository?.release, drift: [] },
    ]);
  });

  it("is all that the other machine needs to be installed, tested, and found as wanted", async () => {
    const applied = await cluster.apply();
    const tested = await cluster.lambdastack("test", "-b", cluster.build);

    expect(reachesOut(cluster, web)).toBe("no");
    expect(applied.status, applied.stderr).toBe(0);
    expect(tested.status, tested.stderr).toBe(0);
    expect(await cluster.pending()).toMatchObject({ status: 0, changes: [] });
  });

  it("shows a file of ours that somebody changed, and mends it", async () => {
    cluster.on(web, "echo 'APT::Get::Assume-Yes \"false\";' >> /etc/apt/apt.conf.d/00lambdastack");

    const { machines } = await status(cluster);
    const planned = await cluster.lambdastack("plan", "-f", "input.yaml");
    const applied = await cluster.apply();

    expect(machines.find(({ machine }) => machine === web)?.drift).toEqual([expect.stringContaining("00lambdastack")]);
    expect(planned.stdout).toMatch(new RegExp(`${web}: point .*edited`));
    expect(applied.status, applied.stderr).toBe(0);
    expect((await status(cluster)).machines.every(({ drift }) => drift.length === 0)).toBe(true);
  });

  it("is taken back to the byte, with what the user changed meanwhile, although it is dead", async () => {
    cluster.on(server, "systemctl stop lambdastack-repository");
    cluster.on(web, "echo '# by hand' > /etc/apt/sources.list.d/by-hand.list");

    const gone = await repo(cluster, "teardown", "-b", cluster.build);

    expect(gone.status, gone.stderr).toBe(0);
    expect(cluster.on(web, "cat /etc/apt/sources.list.d/by-hand.list")).toBe("# by hand");
    cluster.on(web, "rm /etc/apt/sources.list.d/by-hand.list");
    // installing has changed what apt remembers of packages; the sources are what they were
    const aboutSources = (text: string) => text.split("\n").filter((line) => !/extended_states|periodic/.test(line));
    expect(aboutSources(sourcesOf(cluster, web))).toEqual(aboutSources(own));
    expect((await status(cluster)).machines.map(({ state }) => state)).toEqual(["not pointed", "not pointed"]);
    expect(cluster.on(server, "systemctl is-enabled lambdastack-repository 2>/dev/null || echo gone")).toMatch(
      /gone|not-found/,
    );
  });

  it(`survives kills at ${isLong ? "ten random moments" : "a random moment"}: the next run works, and all is taken back (seed ${seed})`, {
    timeout: 900_000,
  }, async () => {
    process.stderr.write(`kills of repo create: LAMBDASTACK_TEST_SEED=${seed}\n`);
    const random = randomFrom(seed);
    const words = ["--plugins", `${import.meta.dirname}/../../plugins`, "create", "-b", cluster.build];
    const began = Date.now();
    await repo(cluster, "create", "-b", cluster.build);
    const whole = Date.now() - began;

    for (let round = 0; round < (isLong ? 10 : 1); round++) {
      await repo(cluster, "teardown", "-b", cluster.build);
      const killed = start("repository", words, cluster.folder);
      const moment = Math.round(random() * whole);
      await Promise.race([wait(moment), killed.ended]);
      killed.kill("SIGKILL");
      await killed.ended;

      const isEven = round % 2 === 0;
      const next = isEven ? await repo(cluster, "teardown", "-b", cluster.build) : await cluster.apply();

      expect(next.status, `after ${moment} ms: ${next.stderr}`).toBe(0);
      const expected = isEven ? "not pointed" : "pointed";
      expect([moment, (await status(cluster)).machines.map(({ state }) => state)]).toEqual([
        moment,
        [expected, expected],
      ]);
    }
  });
});

describe.skipIf(!machinesPossible())(
  "a cluster without any internet, from a folder that was downloaded elsewhere (Bastion v1)",
  () => {
    const machines = ["bare-repository-1", "bare-web-1"];
    let cluster: Cluster;
    let own: string[];

    const sources = () => machines.map((machine) => packageSources(cluster, machine));

    beforeAll(async () => {
      cluster = new Cluster("bare", documents("bare", "isolated", "10.91.0.0/24"));
      const made = await cluster.run("infrastructure", "apply", "-f", "input.yaml");
      expect(made.status, made.stderr).toBe(0);
      own = sources();
    });
    endWithSuite(() => [cluster]);

    it("is refused a folder that lacks what a role needs, before any change", async () => {
      const locked = await repo(cluster, "lock", "-f", "input.yaml");
      const fetched = await repo(cluster, "download", "-f", "input.yaml", "-o", "downloaded");
      cluster.edit("web: { count: 1 }", "web: { count: 1 }\n    postgresql: { count: 1 }");
      const refused = await cluster.apply("--offline", "downloaded");
      cluster.edit("\n    postgresql: { count: 1 }", "");

      expect([locked.status, fetched.status], locked.stderr + fetched.stderr).toEqual([0, 0]);
      expect(refused.status, refused.stderr).toBe(4);
      expect(refused.stderr).toMatch(/postgresql/);
    });

    it("comes up, passes its tests and is then as wanted", async () => {
      const applied = await cluster.apply("--offline", "downloaded");
      const tested = await cluster.lambdastack("test", "-b", cluster.build);

      expect(applied.status, applied.stderr).toBe(0);
      expect(machines.map((machine) => reachesOut(cluster, machine))).toEqual(["no", "no"]);
      expect(tested.status, tested.stderr).toBe(0);
      expect(await cluster.pending()).toMatchObject({ status: 0, changes: [] });
    });

    it("takes what changed from a bundle that carries the difference alone, and goes back", async () => {
      const { release: before } = (await status(cluster)).repository ?? {};
      const words = ["export", "-f", "input.yaml", "-b", cluster.build, ...without];
      const whole = await repo(cluster, ...words, "--from", "downloaded", "-o", "whole.lsb");
      cluster.edit("web: { count: 1 }", "web: { count: 1 }\n    postgresql: { count: 1 }");
      await repo(cluster, "lock", "-f", "input.yaml");
      await repo(cluster, "download", "-f", "input.yaml", "-o", "more");
      const difference = await repo(cluster, ...words, "--from", "more", "-o", "difference.lsb", "--base", "whole.lsb");
      await repo(cluster, "import", "whole.lsb", "-b", cluster.build, "-o", join(cluster.build, "offline"));

      const applied = await cluster.apply("--offline", "difference.lsb");
      const tested = await cluster.lambdastack("test", "-b", cluster.build);
      const after = (await status(cluster)).repository?.release;
      const back = await repo(cluster, "switch", "-b", cluster.build, "--to", before ?? "");

      expect([whole.status, difference.status], whole.stderr + difference.stderr).toEqual([0, 0]);
      expect(applied.status, applied.stderr).toBe(0);
      expect(tested.status, tested.stderr).toBe(0);
      expect(after).not.toBe(before);
      expect(back.status, back.stderr).toBe(0);
      expect((await status(cluster)).machines.map(({ release }) => release)).toEqual([before, before, before]);
    });

    it("is refused a bundle of a stranger, with the way to trust", async () => {
      execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", join(cluster.folder, "stranger")]);
      const words = ["export", "-f", "input.yaml", "-b", cluster.build, ...without];
      const made = await repo(cluster, ...words, "--from", "more", "-o", "stranger.lsb", "--key", "stranger");

      const refused = await cluster.apply("--offline", "stranger.lsb");

      expect(made.status, made.stderr).toBe(0);
      expect(refused.status, refused.stderr).toBe(4);
      expect(refused.stderr).toMatch(/--signers/);
    });

    it.each([
      ["lambdastack repo", "lambdastack", ["repo"]],
      ["repo", "repository", []],
    ] as const)("obeys %s as the seed prints it", async (_, command, words) => {
      const seed = (line: string) => cluster.run(command, ...words, ...line.split(" "));
      const lines = [
        `teardown -b ${cluster.build}/`,
        `create -b ${cluster.build}/ --offline ${cluster.folder}/more`,
        `teardown -b ${cluster.build}/`,
        `create -b ${cluster.build}/`,
      ];

      for (const line of lines) {
        const { status: ended, stderr } = await seed(line);

        expect(ended, `${line}: ${stderr}`).toBe(0);
        const expected = line.startsWith("create") ? "pointed" : "not pointed";
        expect((await status(cluster)).machines.map(({ state }) => state)).toContain(expected);
      }
    });

    it("gives every machine its own sources back, byte for byte", async () => {
      const gone = await repo(cluster, "teardown", "-b", cluster.build);

      expect(gone.status, gone.stderr).toBe(0);
      expect(sources()).toEqual(own);
    });
  },
);
