import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, openSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { type Containers, packed } from "./containers.ts";

/** Whether a service of docker can be started here; says loudly why not. */
export function dockerPossible(): boolean {
  const isThere = spawnSync("sh", ["-c", "command -v dockerd && command -v docker"]).status === 0;
  if (!isThere) process.stderr.write("\nSKIPPED: containers with docker (missing: dockerd or docker)\n\n");
  return isThere && process.getuid?.() === 0;
}

/**
 * A service of docker with images, containers and socket in a folder of the test. It makes no network and no rule of the
 * firewall, and ends with the process that started it.
 */
export async function dockerContainers(): Promise<Containers> {
  const root = mkdtempSync(join(tmpdir(), "docker-"));
  const environment = { DOCKER_HOST: `unix://${join(root, "docker.sock")}`, DOCKER_BUILDKIT: "0", DOCKER_CONFIG: root };
  const service = started(root);
  const engine = (...words: string[]) =>
    execFileSync("docker", words, { encoding: "utf8", env: { ...process.env, ...environment } });
  await answering(root, service, environment);
  return {
    name: "docker",
    environment,
    engine,
    image(name, script) {
      engine("import", "--change", 'ENTRYPOINT ["/bin/sh", "/module"]', packed(root, script), name);
    },
    async remove() {
      for (const id of engine("ps", "--all", "--quiet").split("\n").filter(Boolean)) engine("rm", "--force", id);
      await ended(service);
      removeControlGroups(basename(root));
      rmSync(root, { recursive: true, force: true });
    },
  };
}

function started(root: string): ChildProcess {
  const settings = join(root, "daemon.json");
  writeFileSync(settings, "{}");
  const log = openSync(join(root, "log"), "w");
  const words = [
    ...["--bridge=none", "--iptables=false", "--ip6tables=false", "--ip-forward=false", "--storage-driver=vfs"],
    ...["--exec-opt=native.cgroupdriver=cgroupfs", `--cgroup-parent=/${basename(root)}`],
    `--config-file=${settings}`,
    `--data-root=${join(root, "data")}`,
    `--exec-root=${join(root, "exec")}`,
    `--pidfile=${join(root, "pid")}`,
    `--host=unix://${join(root, "docker.sock")}`,
  ];
  return spawn("setpriv", ["--pdeathsig", "TERM", "dockerd", ...words], { stdio: ["ignore", log, log] });
}

async function answering(root: string, service: ChildProcess, environment: Record<string, string>): Promise<void> {
  const until = Date.now() + 60_000;
  while (Date.now() < until && service.exitCode === null) {
    if (spawnSync("docker", ["version"], { env: { ...process.env, ...environment } }).status === 0) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
  await ended(service);
  throw new Error(`dockerd does not answer: ${readFileSync(join(root, "log"), "utf8").slice(-2000)}`);
}

async function ended(service: ChildProcess): Promise<void> {
  if (service.exitCode !== null || service.signalCode !== null) return;
  const exit = new Promise((resolve) => service.once("exit", resolve));
  service.kill("SIGTERM");
  await exit;
}

/** The service leaves those that it made for its containers, in the tree of each controller. */
function removeControlGroups(name: string): void {
  const trees = ["/sys/fs/cgroup", ...readdirSync("/sys/fs/cgroup").map((tree) => join("/sys/fs/cgroup", tree))];
  for (const tree of trees)
    try {
      rmdirSync(join(tree, name));
    } catch (error) {
      if (!["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
    }
}
