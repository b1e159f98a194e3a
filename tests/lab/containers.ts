import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const applets = ["sh", "awk", "cat", "echo", "ln", "mv", "printf", "pwd", "sed", "sleep", "touch"];

export interface Containers {
  name: "podman" | "docker";
  /** For processes that shall use the engine with storage of their own. */
  environment: Record<string, string>;
  /** Makes an image of one shell script, with busybox and nothing else; it runs the script. */
  image(name: string, script: string): void;
  /** One command of the engine; returns what it prints. */
  engine(...words: string[]): string;
  remove(): void | Promise<void>;
}

/**
 * Podman with images, containers and settings in a folder of the test: no other image of this computer is seen or touched. No
 * network, and limits that a container of a container may set too.
 */
export function containers(): Containers {
  const root = mkdtempSync(join(tmpdir(), "containers-"));
  const environment = configured(root);
  const engine = (...words: string[]) =>
    execFileSync("podman", words, { encoding: "utf8", env: { ...process.env, ...environment } });
  return {
    name: "podman",
    environment,
    engine,
    image(name, script) {
      const archive = packed(root, script);
      engine("import", "--quiet", "--change", 'ENTRYPOINT ["/bin/sh", "/module"]', archive, name);
    },
    remove() {
      for (const id of engine("ps", "--all", "--quiet").split("\n").filter(Boolean)) engine("rm", "--force", id);
      rmSync(root, { recursive: true, force: true });
    },
  };
}

function configured(root: string): Record<string, string> {
  const [settings, storage] = [join(root, "containers.conf"), join(root, "storage.conf")];
  const limits = '["nofile=1024:1024", "nproc=1024:1024"]';
  writeFileSync(
    settings,
    `[containers]\nnetns = "none"\ndefault_ulimits = ${limits}\nlog_driver = "k8s-file"\n[engine]\nruntime = "runc"\ncgroup_manager = "cgroupfs"\nevents_logger = "file"\ntmp_dir = "${root}/tmp"\n`,
  );
  writeFileSync(
    storage,
    `[storage]\ndriver = "vfs"\ngraphroot = "${join(root, "graph")}"\nrunroot = "${join(root, "run")}"\n`,
  );
  return { CONTAINERS_CONF: settings, CONTAINERS_STORAGE_CONF: storage };
}

/** An archive in `root` of an image's files: busybox, and a script as `/module`. */
export function packed(root: string, script: string): string {
  const tree = mkdtempSync(join(root, "tree-"));
  for (const folder of ["bin", "etc", "tmp"]) mkdirSync(join(tree, folder));
  copyFileSync("/bin/busybox", join(tree, "bin/busybox"));
  for (const applet of applets) symlinkSync("busybox", join(tree, "bin", applet));
  writeFileSync(join(tree, "etc/hostname"), "the container's own\n");
  copyFileSync(script, join(tree, "module"));
  const archive = `${tree}.tar`;
  execFileSync("tar", ["-C", tree, "-cf", archive, "."]);
  return archive;
}
