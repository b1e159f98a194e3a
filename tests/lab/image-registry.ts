import { execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";

export interface ImageRegistry {
  /** `127.0.0.1:<port>`. */
  address: string;
  /** Home folder of someone who reaches the registry without TLS. */
  home: string;
  /** Pushes an image of one architecture as `name:tag`; returns its digest. */
  push(name: string, architecture: string): Promise<string>;
  /** Pushes an index over images that were pushed as `name:<architecture>`; returns its digest. */
  pushIndex(name: string, tag: string, architectures: readonly string[]): Promise<string>;
  close(): Promise<void>;
}

/** A real registry on loopback, with everything in `folder`. */
export async function imageRegistry(folder: string): Promise<ImageRegistry> {
  mkdirSync(folder, { recursive: true });
  const address = `127.0.0.1:${await freePort()}`;
  const home = join(folder, "home");
  mkdirSync(join(home, ".config/containers"), { recursive: true });
  writeFileSync(
    join(home, ".config/containers/registries.conf"),
    `[[registry]]\nlocation = "${address}"\ninsecure = true\n`,
  );
  const settings = {
    version: "0.1",
    log: { level: "error" },
    storage: { filesystem: { rootdirectory: join(folder, "content") } },
    http: { addr: address },
  };
  writeFileSync(join(folder, "registry.yml"), JSON.stringify(settings));
  const registry = spawn("docker-registry", ["serve", join(folder, "registry.yml")], { stdio: "ignore" });
  await answering(`http://${address}/v2/`);
  const push = async (name: string, architecture: string): Promise<string> => {
    const layout = imageLayout(folder, `${name.replaceAll("/", "-")}-${architecture}`, architecture);
    const words = ["copy", "--quiet", "--dest-tls-verify=false", `oci:${layout}:it`];
    execFileSync("skopeo", [...words, `docker://${address}/${name}:${architecture}`]);
    return digestOf(`http://${address}/v2/${name}/manifests/${architecture}`);
  };
  return {
    address,
    home,
    push,
    async pushIndex(name, tag, architectures) {
      const manifests = [];
      for (const architecture of architectures) {
        const url = `http://${address}/v2/${name}/manifests/${architecture}`;
        const text = await (await fetch(url, { headers: { accept: manifestType } })).text();
        manifests.push({
          mediaType: manifestType,
          digest: sha256(text),
          size: text.length,
          platform: { architecture, os: "linux" },
        });
      }
      const body = JSON.stringify({ schemaVersion: 2, mediaType: indexType, manifests });
      const url = `http://${address}/v2/${name}/manifests/${tag}`;
      const { status } = await fetch(url, { method: "PUT", body, headers: { "content-type": indexType } });
      if (status !== 201) throw new Error(`The registry answered ${status}`);
      return sha256(body);
    },
    async close() {
      registry.kill();
      await once(registry, "exit");
    },
  };
}

const manifestType = "application/vnd.oci.image.manifest.v1+json";
const indexType = "application/vnd.oci.image.index.v1+json";
const sha256 = (text: string): string => `sha256:${createHash("sha256").update(text).digest("hex")}`;

async function digestOf(url: string): Promise<string> {
  return sha256(await (await fetch(url, { headers: { accept: manifestType } })).text());
}

function imageLayout(folder: string, name: string, architecture: string): string {
  const layout = join(folder, name);
  const umoci = (...words: string[]) => execFileSync("umoci", words, { stdio: "ignore" });
  umoci("init", "--layout", layout);
  umoci("new", "--image", `${layout}:it`);
  const file = join(folder, `${name}.txt`);
  writeFileSync(file, name.repeat(1000));
  umoci("insert", "--image", `${layout}:it`, file, "/content.txt");
  umoci("config", "--image", `${layout}:it`, "--architecture", architecture);
  return layout;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address ? address.port : 0;
}

async function answering(url: string): Promise<void> {
  const end = Date.now() + 20_000;
  while (Date.now() < end) {
    if (
      await fetch(url).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      return;
    await new Promise((tick) => setImmediate(tick));
  }
  throw new Error(`${url} does not answer`);
}
