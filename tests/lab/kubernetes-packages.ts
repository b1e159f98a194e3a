import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import type { Cluster } from "./cluster.ts";

const sources = join(import.meta.dirname, "kubernetes-stand-in");
const units = "usr/lib/systemd/system";

/**
 * Stand-ins of kubeadm, kubelet and kubectl, which cannot be had here, as packages in a folder that a machine's apt reads.
 * They record their calls in /var/log/kubernetes-stand-in.log and keep the cluster's state in the real etcd.
 */
export function makeKubernetesPackages(versions: readonly string[] = ["1.34.3"]): string {
  const folder = mkdtempSync(join(tmpdir(), "kubernetes-packages-"));
  makeShared(folder);
  for (const version of versions)
    for (const program of ["kubeadm", "kubectl", "kubelet"]) makeProgram(folder, program, version);
  writeFileSync(join(folder, "Packages"), execFileSync("apt-ftparchive", ["packages", "."], { cwd: folder }));
  return folder;
}

function makeShared(folder: string): void {
  const depends = "etcd-client, etcd-server, openssl, python3, python3-yaml";
  makePackage(folder, { name: "kubernetes-stand-in", version: "1", depends }, (tree) => {
    for (const file of readdirSync(sources).filter((name) => name.endsWith(".py")))
      cpSync(join(sources, file), join(tree, "usr/lib/kubernetes-stand-in", file));
    cpSync(join(sources, "stand-in-pod@.service"), join(tree, units, "stand-in-pod@.service"));
  });
}

function makeProgram(folder: string, name: string, version: string): void {
  makePackage(folder, { name, version, depends: "kubernetes-stand-in" }, (tree) => {
    const path = join(tree, "usr/bin", name);
    mkdirSync(join(tree, "usr/bin"), { recursive: true });
    writeFileSync(
      path,
      `#!/bin/sh\nSTAND_IN_VERSION=v${version} exec python3 /usr/lib/kubernetes-stand-in/${name}.py "$@"\n`,
    );
    chmodSync(path, 0o755);
    if (name === "kubelet") cpSync(join(sources, "kubelet.service"), join(tree, units, "kubelet.service"));
  });
}

interface Package {
  name: string;
  /** Of Kubernetes; the package's own is clearly another one than any of Kubernetes' own packages. */
  version: string;
  depends: string;
}

function makePackage(folder: string, { name, version, depends }: Package, fill: (tree: string) => void): void {
  const tree = mkdtempSync(join(tmpdir(), "deb-"));
  chmodSync(tree, 0o755);
  mkdirSync(join(tree, "DEBIAN"));
  fill(tree);
  const control = `Package: ${name}
Version: ${version}-0+standin1
Architecture: all
Maintainer: Test <test@example.com>
Depends: ${depends}
Description: stand-in made by a test, not Kubernetes
`;
  writeFileSync(join(tree, "DEBIAN/control"), control);
  execFileSync("dpkg-deb", ["--root-owner-group", "--build", tree, folder], { stdio: "ignore" });
  rmSync(tree, { recursive: true });
}

/** Makes the machines of a cluster before anything else, since their apt has to know the stand-ins. */
export async function makeMachines(cluster: Cluster, folder: string): Promise<void> {
  const made = await cluster.run("infrastructure", "apply", "-f", "input.yaml");
  expect(made.status, made.stderr).toBe(0);
  for (const machine of Object.keys(cluster.addresses())) offerPackages(cluster, machine, folder);
}

/** Puts the packages on a machine, beside the sources that its apt has. */
export function offerPackages(cluster: Cluster, machine: string, folder: string): void {
  const archive = execFileSync("tar", ["-C", folder, "-cz", "."]).toString("base64");
  cluster.on(
    machine,
    `set -e
mkdir -p /opt/kubernetes-stand-in
base64 -d <<'END' | tar -C /opt/kubernetes-stand-in -xz
${archive}
END
chmod -R a+rX /opt/kubernetes-stand-in
echo 'deb [trusted=yes] file:/opt/kubernetes-stand-in ./' >/etc/apt/sources.list.d/kubernetes-stand-in.list`,
  );
}
