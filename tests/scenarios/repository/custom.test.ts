import { beforeAll, describe, expect, it } from "vitest";
import { Cluster, endWithSuite } from "../../lab/cluster.ts";
import { machinesPossible } from "../../lab/machines-possible.ts";
import { packageSources } from "../../lab/package-sources.ts";

const shop = "10.80.3.2";
const own = `http://${shop}/own`;
const registry = "registry.example.org:5000";
const documents = `kind: lambdastack-cluster
name: default
provider: local
specification:
  name: house
  admin_user: { name: operations }
  local: { network: full, address_pool: 10.80.3.0/24 }
  components:
    web: { count: 1 }
`;
const [first, second] = ["house-web-1", "house-web-2"];

/** What somebody has who keeps a repository of their own: packages and an index, made with no program of ours. */
const keepRepository = `set -e
folder=/var/www/hello-web/own/apt/debian-12
mkdir -p "$folder/partial" /etc/containers
apt-get -qq update
apt-get -qq -y --no-install-recommends --download-only -o Dir::Cache::archives="$folder" install nginx-light prometheus-node-exporter >/dev/null
cd "$folder" && rm -rf partial lock
for package in *.deb; do
  dpkg-deb -f "$package"
  printf 'Filename: ./%s\\nSize: %s\\nSHA256: %s\\n\\n' "$package" "$(stat -c %s "$package")" "$(sha256sum "$package" | cut -d ' ' -f 1)"
done >Packages
printf 'Date: %s\\nSHA256:\\n %s %s Packages\\n' "$(LC_ALL=C date -Ru)" "$(sha256sum Packages | cut -d ' ' -f 1)" "$(stat -c %s Packages)" >Release
chmod -R a+rX /var/www`;

describe.skipIf(!machinesPossible())("a repository of somebody's own in place of the cluster's", () => {
  let cluster: Cluster;
  let before: string[];

  beforeAll(async () => {
    cluster = new Cluster("house", documents);
    const made = await cluster.run("infrastructure", "apply", "-f", "input.yaml");
    expect(made.status, made.stderr).toBe(0);
    cluster.on(first, keepRepository);
    const applied = await cluster.apply();
    expect(applied.status, applied.stderr.slice(-3000)).toBe(0);
    cluster.edit("count: 1", "count: 2");
    const more = await cluster.run("infrastructure", "apply", "-f", "input.yaml");
    expect(more.status, more.stderr).toBe(0);
    cluster.on(second, "mkdir -p /etc/containers");
    before = [first, second].map((machine) => packageSources(cluster, machine));
  });
  endWithSuite(() => [cluster]);

  it("is what all machines are pointed at, and roles install from nothing else", async () => {
    cluster.write(
      "input.yaml",
      `${cluster.read("input.yaml")}---
kind: configuration/shared-config
name: default
specification:
  custom_repository_url: ${own}/
  custom_image_registry_address: ${registry}
`,
    );

    const planned = await cluster.lambdastack("plan", "-f", "input.yaml");
    const applied = await cluster.apply();
    const tested = await cluster.lambdastack("test", "-b", cluster.build);

    expect(planned.stdout).toContain(`${second}: point at the repository of your own`);
    expect(applied.status, applied.stderr.slice(-3000)).toBe(0);
    expect(tested.status, tested.stderr).toBe(0);
    const policy = cluster.on(second, "apt-cache policy nginx-light");
    expect(policy).toContain(`${own}/apt/debian-12`);
    expect(policy).not.toContain("deb.debian.org");
    expect(cluster.read("build/house/repository.yml")).toContain(`registry: ${registry}`);
    expect(await cluster.pending()).toMatchObject({ status: 0, changes: [] });
  });

  it("leaves the machines' own sources byte for byte as they were", async () => {
    const gone = await cluster.run("repository", "teardown", "-b", cluster.build);

    expect(gone.status, gone.stderr).toBe(0);
    expect([first, second].map((machine) => packageSources(cluster, machine))).toEqual(before);
  });
});
