import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { Cluster, endWithSuite } from "../../lab/cluster.ts";
import { nothingPending, testsPass } from "../../lab/expectations.ts";
import { machinesPossible } from "../../lab/machines-possible.ts";

const documents = `kind: lambdastack-cluster
name: default
provider: local
specification:
  name: afar
  admin_user: { name: operations }
  local: { network: isolated, address_pool: 10.100.1.0/24 }
  components:
    repository: { count: 1 }
    web: { count: 1 }
`;
/** What of a bundle this is not about. */
const without = ["cli", "plugins", "environment"].flatMap((part) => ["--without", part]);

describe.skipIf(!machinesPossible())("a computer without internet that has never made a machine", () => {
  let cluster: Cluster;
  let exporting: string[];

  const repo = async (...words: string[]): Promise<void> => {
    const { status, stderr } = await cluster.run("repository", ...words);
    expect(status, `${words.join(" ")}: ${stderr.slice(-3000)}`).toBe(0);
  };

  beforeAll(async () => {
    cluster = new Cluster("afar", documents);
    await repo("lock", "-f", "input.yaml");
    await repo("download", "-f", "input.yaml", "-o", "downloaded");
    exporting = ["-f", "input.yaml", "-b", cluster.build, ...without, "--from", "downloaded"];
    await repo("export", ...exporting, "-o", "afar.lsb");
    // no image in its cache, and no mirror to build one from
    vi.stubEnv("XDG_CACHE_HOME", join(cluster.folder, "cache"));
    for (const name of ["http_proxy", "https_proxy"]) vi.stubEnv(name, "http://127.0.0.1:9");
    rmSync(join(cluster.folder, "repository.lock.json"));
  });
  endWithSuite(() => [cluster]);
  afterAll(() => {
    vi.unstubAllEnvs();
  });

  it("is told when what was carried has no image", async () => {
    const check = async (offline: string) =>
      (await cluster.run("repository", "check", "-f", "input.yaml", "-b", cluster.build, "--offline", offline)).stdout;
    await repo("export", ...exporting, "--without", "tools", "-o", "bare.lsb");

    expect(await check("bare.lsb")).toMatch(/^WARNING: nothing of what provider local makes machines of is there\.$/m);
    for (const offline of ["downloaded", "afar.lsb"]) expect(await check(offline)).not.toContain("WARNING");
  });

  it("cannot make one by itself", async () => {
    const { status, stderr } = await cluster.run("infrastructure", "apply", "-f", "input.yaml");

    expect(status).toBe(1);
    expect(stderr).toContain("mmdebstrap");
  });

  it("makes them from a folder or a bundle, as the plan says", async () => {
    const plans = [];
    for (const offline of ["downloaded", "afar.lsb"])
      plans.push(await cluster.lambdastack("plan", "-f", "input.yaml", "--offline", offline));
    const applied = await cluster.apply("--offline", "afar.lsb");

    for (const { stdout, stderr } of plans) expect(stdout, stderr).toMatch(/image debian-12-\w+.*carried here/);
    expect(applied.status, applied.stderr.slice(-3000)).toBe(0);
    await testsPass(cluster);
    await nothingPending(cluster);
  });

  it("makes further ones from the same image, without being given anything again", async () => {
    cluster.edit("web: { count: 1 }", "web: { count: 2 }");

    const { status, stderr } = await cluster.apply();

    expect(status, stderr.slice(-3000)).toBe(0);
    expect(cluster.on("afar-web-2", "systemctl is-active nginx")).toBe("active");
    await testsPass(cluster);
  });
});
