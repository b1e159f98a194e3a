import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { Cluster } from "../../lab/cluster.ts";
import { type ImageRegistry, imageRegistry } from "../../lab/image-registry.ts";
import { painterImage, painterModule } from "../../lab/painter-module.ts";

const tools = ["skopeo", "umoci", "docker-registry", "apt-get"];
const isPossible = tools.every((tool) => spawnSync(tool, ["--version"]).status === 0);

const documents = `kind: lambdastack-cluster
name: default
provider: local
specification:
  name: studio
  admin_user: { name: operations }
  components:
    repository: { count: 1 }
    web: { count: 1 }
`;
const state = `kind: state
version: 1.0.0
lineage: 5f0c7d1e-3c5a-4d1b-9a55-0d6f5f1f0f10
serial: 1
painter: { version: 1.0.0 }
`;

describe.skipIf(!isPossible)("the image of a module in a container that a cluster has worked with", () => {
  let cluster: Cluster;
  let registry: ImageRegistry;
  let digest: string;

  const done = async (...words: string[]): Promise<string> => {
    const { status, stdout, stderr } = await cluster.run("repository", ...words);
    expect(status, `${words.join(" ")}: ${stderr.slice(-3000)}`).toBe(0);
    return stdout;
  };
  const lock = () => JSON.parse(cluster.read("repository.lock.json"));

  beforeAll(async () => {
    cluster = new Cluster("studio", documents);
    registry = await imageRegistry(join(cluster.folder, "registry"));
    digest = await registry.push("lab/tool", "amd64");
    for (const folder of ["modules", "build/studio", "home/.config/containers"])
      mkdirSync(join(cluster.folder, folder), { recursive: true });
    cluster.write("modules/modules.yml", painterModule);
    cluster.write("build/studio/state.yml", state);
    const mirror = `[[registry.mirror]]\nlocation = "${registry.address}"\ninsecure = true\n`;
    const registries = `[[registry]]\nprefix = "docker.io"\nlocation = "docker.io"\n${mirror}`;
    cluster.write("home/.config/containers/registries.conf", registries);
    vi.stubEnv("LAMBDASTACK_PLUGINS", join(cluster.folder, "modules"));
    vi.stubEnv("HOME", join(cluster.folder, "home"));
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await registry?.close();
    rmSync(cluster.folder, { recursive: true });
  });

  it("is pinned by the lock, and needed by the module", async () => {
    await done("lock", "-f", "input.yaml");

    expect(lock().images).toMatchObject([{ reference: painterImage, digest, neededBy: ["painter"] }]);
  });

  it("is downloaded, packed by digest, and complete", async () => {
    await done("download", "-o", "downloaded");
    const without = ["cli", "tools", "environment"].flatMap((part) => ["--without", part]);
    await done("export", "-f", "input.yaml", "--from", "downloaded", "-o", "studio.lsb", ...without);

    const { manifest } = JSON.parse(await done("inspect", "studio.lsb", "--json"));
    const packed = manifest.members.map(({ path }: { path: string }) => path.split("/").at(-1));
    const [image] = lock().images;
    const blobs = image.blobs.map((blob: { digest: string }) => blob.digest.replace("sha256:", ""));
    expect(blobs).toHaveLength(3);
    expect(packed).toEqual(expect.arrayContaining(blobs));
    await done("check", "-f", "input.yaml", "--offline", "studio.lsb");
  });

  it("is named with its module by the check, where it is lacking", async () => {
    cluster.write("lacking.json", JSON.stringify({ ...lock(), images: [] }));

    const checked = await cluster.run("repository", "check", "-f", "input.yaml", "--lock", "lacking.json");

    expect(checked).toMatchObject({ status: 1, stdout: `painter needs the image ${painterImage}\n1 missing.\n` });
  });
});
