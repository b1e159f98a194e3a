import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { Cluster, endWithSuite } from "../../lab/cluster.ts";
import { type ImageRegistry, imageRegistry } from "../../lab/image-registry.ts";
import { machinesPossible } from "../../lab/machines-possible.ts";
import { packageSources } from "../../lab/package-sources.ts";
import { painterImage, painterModule } from "../../lab/painter-module.ts";
import { refusedPackets } from "../../lab/refused-packets.ts";

const pool = "10.103.0.0/24";
const documents = `kind: lambdastack-cluster
name: default
provider: local
specification:
  name: crate
  admin_user: { name: operations }
  local: { network: isolated, address_pool: ${pool} }
  components:
    repository: { count: 1 }
    runner: { count: 1 }
`;
const runner = "crate-runner-1";
/** By names of registries that nobody answers at. */
const [single, several] = ["docker.io/lab/single:v1", "registry.example.org:5001/lab/several:v1"];
const upstreams = ["docker.io", "registry.example.org:5001"];

/** A machine's disk is an overlay already, and no overlay can lie on it. */
const podman = "podman --storage-driver vfs";
const ctr = "ctr --namespace k8s.io";

/** Installs both programs and fetches an image by each in the same run. */
const role = (digests: { single: string; several: string }) => ({
  "role.yml": `name: runner
version: 1.0.0
description: Fetches images with podman and containerd
labels: { short: runner }
components: [runner]
`,
  "requirements.yml": `packages:
  debian: [{ name: podman }, { name: containerd }]
images:
  - { reference: ${single}, digest: ${digests.single}, architectures: [amd64] }
  - { reference: "${several}", digest: ${digests.several}, architectures: [amd64] }
`,
  "apply/index.ts": `import { defineTask } from "@lambdastack/core/role";

export default defineTask(({ resource }) => [
  resource.package({ name: "podman" }),
  resource.package({ name: "containerd" }),
  resource.command({
    name: "image for podman",
    run: "${podman} pull -q ${several}",
    unless: "${podman} image exists ${several}",
  }),
  resource.service({ name: "containerd", running: true }),
  resource.command({
    name: "image for containerd",
    run: "${ctr} images pull --hosts-dir /etc/containerd/certs.d --snapshotter native ${single}",
    unless: "${ctr} images list -q | grep -qxF ${single}",
  }),
]);
`,
});

describe.skipIf(!machinesPossible())("container programs on a machine without internet", () => {
  let cluster: Cluster;
  let registry: ImageRegistry;
  let own: string;
  let digests: { single: string; several: string; tool: string };

  const done = async (...words: Parameters<Cluster["run"]>): Promise<string> => {
    const { status, stdout, stderr } = await cluster.run(...words);
    expect(status, `${words.join(" ")}: ${stderr.slice(-3000)}`).toBe(0);
    return stdout;
  };

  beforeAll(async () => {
    cluster = new Cluster("crate", documents);
    registry = await imageRegistry(join(cluster.folder, "registry"));
    const one = await registry.push("lab/single", "amd64");
    for (const architecture of ["amd64", "arm64"]) await registry.push("lab/several", architecture);
    const index = await registry.pushIndex("lab/several", "v1", ["amd64", "arm64"]);
    digests = { single: one, several: index, tool: await registry.push("lab/tool", "amd64") };
    mkdirSync(join(cluster.folder, "roles/runner/apply"), { recursive: true });
    for (const [path, text] of Object.entries(role(digests))) cluster.write(`roles/runner/${path}`, text);
    cluster.write("roles/modules.yml", painterModule);
    vi.stubEnv("LAMBDASTACK_PLUGINS", join(cluster.folder, "roles"));
    await done("infrastructure", "apply", "-f", "input.yaml");
    appendFileSync(join(cluster.build, "state.yml"), "painter: { version: 1.0.0 }\n");
    own = packageSources(cluster, runner);
  });
  endWithSuite(() => [cluster]);
  afterAll(async () => {
    vi.unstubAllEnvs();
    await registry?.close();
  });

  it("are resolved and downloaded from the registries that their references name", async () => {
    // whoever downloads reaches them by mirrors of their own
    const { HOME } = process.env;
    const home = join(cluster.folder, "home/.config/containers");
    mkdirSync(home, { recursive: true });
    writeFileSync(join(home, "registries.conf"), upstreams.map((name) => mirrored(name, registry.address)).join(""));
    vi.stubEnv("HOME", join(cluster.folder, "home"));

    await done("repository", "lock", "-f", "input.yaml");
    await done("repository", "download", "-o", "downloaded");
    vi.stubEnv("HOME", HOME);

    const { images } = JSON.parse(cluster.read("downloaded/lock.json"));
    expect(images.map(({ digest }: { digest: string }) => digest).sort()).toEqual(Object.values(digests).sort());
  });

  it("get their images from the repository machine in the run that installs them, and ask nobody else", async () => {
    const applied = await cluster.apply("--offline", "downloaded");

    expect(applied.status, applied.stderr.slice(-3000)).toBe(0);
    expect(cluster.on(runner, `${podman} image inspect --format '{{.Digest}} {{.Architecture}}' ${several}`)).toMatch(
      /^sha256:[0-9a-f]{64} amd64$/,
    );
    expect(cluster.on(runner, `${ctr} images list name==${single}`)).toContain(digests.single);
    expect(cluster.on(runner, "getent hosts registry.example.org || echo dead")).toBe("dead");
    expect(refusedPackets(pool)).toBe(0);
    const planned = await done("lambdastack", "plan", "-f", "input.yaml", "--detailed-exitcode");
    expect(planned).not.toContain("point");
  });

  it("get them by digest too, and by podman as well as by containerd", async () => {
    const [first, second] = [`docker.io/lab/single@${digests.single}`, several.replace(/:v1$/, `@${digests.several}`)];

    cluster.on(runner, `${podman} pull -q ${painterImage}`);
    expect(cluster.on(runner, `${podman} image inspect --format '{{.Digest}}' ${painterImage}`)).toBe(digests.tool);
    for (const name of [first, second]) {
      cluster.on(runner, `${podman} pull -q ${name}`);
      cluster.on(runner, `${ctr} images pull --hosts-dir /etc/containerd/certs.d --snapshotter native ${name}`);
    }

    expect(cluster.on(runner, `${ctr} images list -q`).split("\n")).toEqual(expect.arrayContaining([first, second]));
    expect(() => cluster.on(runner, `${podman} pull -q docker.io/lab/other:v1`)).toThrow(/docker\.io/);
  });

  it("are given back what they had: a teardown leaves nothing of ours, and changes nothing of theirs", async () => {
    const ours = /lambdastack|certs\.d\/(docker\.io|registry\.example\.org:5001)/;
    expect(packageSources(cluster, runner)).toMatch(ours);

    await done("repository", "teardown", "-b", cluster.build);

    const lines = packageSources(cluster, runner).split("\n");
    expect(lines.filter((line) => ours.test(line))).toEqual([]);
    const before = own.split("\n").filter((line) => / etc\/apt\/|^etc\/apt\//.test(line));
    expect(lines).toEqual(expect.arrayContaining(before));
    // dpkg knows the content of every file that the packages brought
    expect(cluster.on(runner, "dpkg --verify podman golang-github-containers-common containerd")).toBe("");
  });
});

/** containers-registries.conf(5). */
const mirrored = (name: string, address: string): string => `[[registry]]
prefix = "${name}"
location = "${name}"
[[registry.mirror]]
location = "${address}"
insecure = true
`;
