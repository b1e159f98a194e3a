import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { beforeAll, describe, expect, it } from "vitest";
import { Cluster, endWithSuite } from "../../lab/cluster.ts";
import { checkout, start } from "../../lab/lambdastack.ts";
import { machinesPossible } from "../../lab/machines-possible.ts";
import { withNewerPackage } from "../../lab/newer-package.ts";
import { packageSources } from "../../lab/package-sources.ts";
import { isLong, randomFrom, seed } from "../../lab/sweep.ts";

const documents = `kind: lambdastack-cluster
name: default
provider: local
specification:
  name: cut
  admin_user: { name: operations }
  local: { network: isolated, address_pool: 10.80.4.0/24 }
  components:
    repository: { count: 1 }
    web: { count: 1 }
---
kind: configuration/hello-web
name: default
specification: { greeting: Hello }
`;
const [depot, web] = ["cut-repository-1", "cut-web-1"];
const rounds = isLong ? 10 : 1;
const moments = isLong ? "ten random moments" : "a random moment";
/** What of a bundle is not about packages. */
const without = ["cli", "tools", "plugins", "environment"].flatMap((part) => ["--without", part]);

describe.skipIf(!machinesPossible())(
  `killed at ${moments} while machines install from a repository (seed ${seed})`,
  () => {
    let cluster: Cluster;
    let own: string[];
    const random = randomFrom(seed);

    const done = async (...words: Parameters<Cluster["run"]>): Promise<string> => {
      const { status, stdout, stderr } = await cluster.run(...words);
      expect(status, `${words.join(" ")}: ${stderr.slice(-3000)}`).toBe(0);
      return stdout;
    };
    const create = (bundle: string) =>
      ["create", "-b", cluster.build, "--offline", bundle, "--allow-rollback", "--json"] as const;
    const apply = () => ["apply", "-f", "input.yaml", "--json", "--offline", "one.lsb", "--allow-rollback"] as const;
    const releases = async () => JSON.parse(await done("repository", "status", "-b", cluster.build, "--json"));
    const sources = () => [depot, web].map((machine) => packageSources(cluster, machine));
    /** Kills the command at some moment of the time that it takes; returns the moment. */
    const killed = async (command: "lambdastack" | "repository", words: readonly string[], whole: number) => {
      const moment = Math.round(random() * whole);
      const started = start(command, ["--plugins", join(checkout, "plugins"), ...words], cluster.folder);
      await Promise.race([wait(moment), started.ended]);
      started.kill("SIGKILL");
      await started.ended;
      return moment;
    };
    const timed = async (work: () => Promise<unknown>): Promise<number> => {
      const began = Date.now();
      await work();
      return Date.now() - began;
    };

    beforeAll(async () => {
      cluster = new Cluster("cut", documents);
      await done("infrastructure", "apply", "-f", "input.yaml");
      own = sources();
      const beside = ["--lock", "first.lock.json"];
      await done("repository", "lock", "-f", "input.yaml", ...beside);
      await done("repository", "download", "-f", "input.yaml", ...beside, "-o", "downloaded");
      withNewerPackage(join(cluster.folder, "downloaded"), join(cluster.folder, "newer"), "nginx-light");
      const exporting = ["export", "-f", "input.yaml", "-b", cluster.build, ...without];
      await done("repository", ...exporting, "--from", "downloaded", "--serial", "1", "-o", "one.lsb");
      await done("repository", ...exporting, "--from", "newer", "--serial", "2", "-o", "two.lsb");
    });
    endWithSuite(() => [cluster]);

    it("`apply` is ended by the next run, and a teardown restores all of it", { timeout: 900_000 }, async () => {
      const whole = await timed(() => done("lambdastack", ...apply()));
      for (let round = 0; round < rounds; round++) {
        await done("repository", "teardown", "-b", cluster.build);
        cluster.edit(/greeting: .* }/, `greeting: Hello ${round} }`);
        const moment = await killed("lambdastack", apply(), whole);
        process.stderr.write(`apply killed after ${moment} of ${whole} ms\n`);

        if (round % 2 === 0) {
          await done("lambdastack", ...apply());
          await done("lambdastack", "test", "-b", cluster.build);
          expect(cluster.on(web, "cat /var/www/hello-web/index.html")).toContain(`Hello ${round}`);
        }
        await done("repository", "teardown", "-b", cluster.build);

        expect([moment, ...sources()]).toEqual([moment, ...own]);
      }
    });

    it("the import of a bundle leaves the old release or the new one served, whole", { timeout: 900_000 }, async () => {
      await done("lambdastack", ...apply());
      const { release: first } = (await releases()).repository;
      const whole = await timed(() => done("repository", ...create("two.lsb")));
      const { release: second } = (await releases()).repository;
      await done("repository", ...create("one.lsb"));

      for (let round = 0; round < rounds; round++) {
        // so that everything is to be carried over and made anew
        cluster.on(depot, `cd /srv/lambdastack && rm -rf releases/${second} && find store -type f -links 1 -delete`);
        const moment = await killed("repository", create("two.lsb"), whole);
        process.stderr.write(`import killed after ${moment} of ${whole} ms\n`);

        const served = cluster.on(depot, "basename $(readlink /srv/lambdastack/current)");
        const install =
          "apt-get -qq update && apt-get -qq -y --reinstall --download-only install nginx-light >/dev/null";
        expect([first, second], `after ${moment} ms`).toContain(served);
        expect(cluster.on(web, `apt-get clean; ${install} && echo whole`), `after ${moment} ms`).toBe("whole");
        await done("repository", ...create("two.lsb"));
        expect((await releases()).repository.release).toBe(second);
        await done("repository", ...create("one.lsb"));
      }
      expect(readFileSync(join(cluster.build, "repository.yml"), "utf8")).toContain(first);
    });
  },
);
