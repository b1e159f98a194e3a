import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import type { Cluster } from "./cluster.ts";

const sources = join(import.meta.dirname, "kubernetes-stand-in");
const units = "usr/lib/systemd/system";

/** Clearly another version than any of Kubernetes' own packages. */
const version = "1.34.3-0+standin1";

/**
 * Stand-ins of kubeadm, kubelet and kubectl, which cannot be had here, as packages in a folder that a machine's apt reads.
 * They record their calls in /var/log/kubernetes-stand-in.log and keep the cluster's state in the real etcd.
 */
export function makeKubernetesPackages(): string {
  const folder = mkdtempSync(join(tmpdir(), "kubernetes-packages-"));
  makePackage(folder, "kubernetes-stand-in", "etcd-client, etcd-server, openssl, python3, python3-yaml", (tree) => {
    for (const file of readdirSync(sources).filter((name) => name.endsWith(".py")))
      cpSync(join(sources, file), join(tree, "usr/lib/kubernetes-stand-in", file));
    for (const unit of ["stand-in-api.service", "stand-in-etcd.service"])
      cpSync(join(sources, unit), join(tree, units, unit));
  });
  for (const program of ["kubeadm", "kubectl", "kubelet"])
    makePackage(folder, program, "kubernetes-stand-in", (tree) => {
      const path = join(tree, "usr/bin", program);
      mkdirSync(join(tree, "usr/bin"), { recursive: true });
      writeFileSync(path, `#!/bin/sh\nexec python3 /usr/lib/kubernetes-stand-in/${program}.py "$@"\n`);
      chmodSync(path, 0o755);
      if (program === "kubelet") cpSync(join(sources, "kubelet.service"), join(tree, units, "kubelet.service"));
    });
  writeFileSync(join(folder, "Packages"), execFileSync("apt-ftparchive", ["packages", "."], { cwd: folder }));
  return folder;
}

function makePackage(folder: string, name: string, depends: string, fill: (tree: string) => void): void {
  const tree = mkdtempSync(join(tmpdir(), "deb-"));
  chmodSync(tree, 0o755);
  mkdirSync(join(tree, "DEBIAN"));
  fill(tree);
  const control = `Package: ${name}
Version: ${version}
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
function offerPackages(cluster: Cluster, machine: string, folder: string): void {
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
