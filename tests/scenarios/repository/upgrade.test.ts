import { cpSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { Cluster, endWithSuite } from "../../lab/cluster.ts";
import { checkout, type Ended, start } from "../../lab/lambdastack.ts";
import { machinesPossible } from "../../lab/machines-possible.ts";
import { withNewerPackage } from "../../lab/newer-package.ts";

const documents = `kind: lambdastack-cluster
name: default
provider: local
specification:
  name: lift
  admin_user: { name: operations }
  local: { network: isolated, address_pool: 10.80.1.0/24 }
  components:
    repository: { count: 1 }
    web: { count: 1 }
`;
const web = "lift-web-1";
const packageName = "nginx-light";
/** What of a bundle is not about packages and roles. */
const without = ["cli", "tools", "environment"].flatMap((part) => ["--without", part]);

describe.skipIf(!machinesPossible())("one component upgraded by a difference, without any internet", () => {
  let cluster: Cluster;
  let versions: { older: string; newer: string };
  let releases: { first: string; second: string };

  const run = (command: "lambdastack" | "repository", ...words: string[]): Promise<Ended> =>
    start(command, ["--plugins", join(cluster.folder, "roles"), ...words], cluster.folder).ended;
  const done = async (...words: Parameters<typeof run>): Promise<string> => {
    const { status, stdout, stderr } = await run(...words);
    expect(status, `${words.join(" ")}: ${stderr.slice(-3000)}`).toBe(0);
    return stdout;
  };
  const build = () => ["-b", cluster.build] as const;
  const exporting = (from: string, serial: number, file: string) =>
    [
      "export",
      "-f",
      "input.yaml",
      ...build(),
      ...without,
      "--from",
      from,
      "--serial",
      String(serial),
      "-o",
      file,
    ] as const;
  const installed = () => cluster.on(web, `dpkg-query -W -f '\${Version}' ${packageName}`);
  const served = async (): Promise<string> =>
    JSON.parse(await done("repository", "status", ...build(), "--json")).repository.release;
  /** The last one of each line, as the repository machine remembers it. */
  const bundles = async (): Promise<string[]> => {
    const { bundles } = JSON.parse(await done("repository", "status", ...build(), "--json"));
    return bundles.map(({ channel, serial }: { channel: string; serial: number }) => `${channel} ${serial}`);
  };
  /** The role's next version: it wants just this version of its package. */
  const wantVersion = (version: string) => {
    const file = join(cluster.folder, "roles/hello-web/apply/index.ts");
    const text = readFileSync(join(checkout, "plugins/hello-web/apply/index.ts"), "utf8");
    writeFileSync(file, text.replace(`name: "${packageName}"`, `name: "${packageName}", version: "${version}"`));
  };

  beforeAll(async () => {
    cluster = new Cluster("lift", documents);
    cpSync(join(checkout, "plugins/hello-web"), join(cluster.folder, "roles/hello-web"), { recursive: true });
    const lockBeside = ["--lock", "first.lock.json"];
    await done("repository", "lock", "-f", "input.yaml", ...lockBeside);
    await done("repository", "download", "-f", "input.yaml", ...lockBeside, "-o", "downloaded");
    versions = withNewerPackage(join(cluster.folder, "downloaded"), join(cluster.folder, "newer"), packageName);
    await done("repository", ...exporting("downloaded", 1, "whole.lsb"));
  });
  endWithSuite(() => [cluster]);

  it("is installed from the folder that a full bundle became", async () => {
    await done("repository", "import", "whole.lsb", "-o", "carried", ...build());

    await done("lambdastack", "apply", "-f", "input.yaml", "--json", "--offline", "carried");
    await done("lambdastack", "test", ...build());

    expect(installed()).toBe(versions.older);
    releases = { first: await served(), second: "" };
  });

  it("comes in a bundle under a tenth of the full one, which is enough", async () => {
    wantVersion(versions.newer);
    await done("repository", ...exporting("newer", 2, "difference.lsb"), "--base", "whole.lsb");
    const [whole, difference] = ["whole.lsb", "difference.lsb"].map(
      (file) => statSync(join(cluster.folder, file)).size,
    );
    await done("repository", "import", "difference.lsb", "-o", "carried", ...build());

    await done("repository", "create", ...build(), "--offline", "carried", "--json");
    releases.second = await served();
    const beforeApply = installed();
    await done("lambdastack", "apply", ...build(), "--json");
    await done("lambdastack", "test", ...build());

    expect((difference ?? 0) / (whole ?? 0)).toBeLessThan(0.1);
    expect(releases.second).not.toBe(releases.first);
    expect([beforeApply, installed()]).toEqual([versions.older, versions.newer]);
    process.stderr.write(`difference: ${difference} of ${whole} bytes\n`);
  });

  it("goes back with its release, which later runs go by", async () => {
    await done("repository", "switch", ...build(), "--to", releases.first);
    wantVersion(versions.older);

    await done("lambdastack", "apply", ...build(), "--json");
    await done("lambdastack", "test", ...build());

    expect([await served(), installed()]).toEqual([releases.first, versions.older]);
  });

  it("refuses an older bundle from any computer once a later one has come, unless asked for", async () => {
    await done("repository", "import", "whole.lsb", "-o", "elsewhere", ...build());

    const refusals = [
      await run("lambdastack", "plan", ...build(), "--offline", "whole.lsb"),
      await run("repository", "create", ...build(), "--offline", "elsewhere"),
    ];
    const before = await bundles();
    await done("repository", "create", ...build(), "--offline", "elsewhere", "--allow-rollback");
    const rolledBack = await bundles();
    await done("repository", "create", ...build(), "--offline", "carried");

    for (const { status, stderr } of refusals)
      expect([status, stderr]).toEqual([
        4,
        expect.stringMatching(/is lift 1, and what is there is lift 2[\s\S]*--allow-rollback/),
      ]);
    expect([before, rolledBack, await bundles()]).toEqual([["lift 2"], ["lift 1"], ["lift 2"]]);
    expect(await served()).toBe(releases.second);
  });

  it("refuses a bundle whose time is over", async () => {
    const until = new Date(Date.now() + 2000).toISOString();
    await done("repository", ...exporting("newer", 3, "short.lsb"), "--without", "packages", "--expires", until);

    const planned = () => run("lambdastack", "plan", ...build(), "--offline", "short.lsb");

    await expect.poll(async () => (await planned()).stderr).toContain("was to be used until");
    expect((await planned()).status).toBe(4);
    expect(await done("repository", "inspect", "short.lsb", ...build())).toContain("WARNING: it was to be used until");
    const checked = await run("repository", "check", "-f", "input.yaml", "--offline", "short.lsb");
    expect(checked.stdout).toContain("WARNING: nobody was named who is trusted");
  });
});
