import { spawnSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Cluster, endWithSuite } from "../lab/cluster.ts";
import { nothingPending, testsPass } from "../lab/expectations.ts";
import { killMachine } from "../lab/kill-machine.ts";
import { masterEtcdctl } from "../lab/kubernetes-calls.ts";
import { makeKubernetesPackages, makeMachines } from "../lab/kubernetes-packages.ts";
import { machinesPossible } from "../lab/machines-possible.ts";

const documents = `kind: lambdastack-cluster
name: default
provider: local
specification:
  name: orchestra
  admin_user:
    name: operations
  local:
    address_pool: 10.105.0.0/24
  components:
    master: { count: 1 }
    node: { count: 1 }
---
kind: configuration/shared-config
name: default
specification:
  use_ha_control_plane: true
---
kind: configuration/node
name: default
specification:
  node_labels: node-type=orchestra,zone=a
`;

const isPossible = machinesPossible() && spawnSync("apt-ftparchive", ["--version"]).status === 0;
const [first, second, third] = ["orchestra-master-1", "orchestra-master-2", "orchestra-master-3"];
const etcdMembers = `${masterEtcdctl} member list | cut -d, -f 3 | sort | tr -d '\\n'`;

describe.skipIf(!isPossible)("Kubernetes, with stand-ins of kubeadm, kubelet and kubectl", () => {
  let cluster: Cluster;
  let packages: string;
  endWithSuite(() => [cluster]);
  afterAll(() => packages && rmSync(packages, { recursive: true, force: true }));
  beforeAll(async () => {
    packages = makeKubernetesPackages();
    cluster = new Cluster("orchestra", documents);
    await makeMachines(cluster, packages);
  });

  async function settles(): Promise<void> {
    const applied = await cluster.apply();
    expect(applied.status, applied.stderr).toBe(0);
    await nothingPending(cluster);
    await testsPass(cluster);
  }

  const nodes = () => cluster.on(first, "kubectl get nodes --no-headers | cut -d ' ' -f 1,2 | sort").split("\n");
  const calls = (machine: string, program: string) =>
    cluster.on(machine, `grep ' ${program}' /var/log/kubernetes-stand-in.log || :`).split("\n");
  const timeOf = (call: string | undefined) => Number(call?.split(" ")[0]);

  it("becomes a cluster of one master and one node, and a second plan is empty", async () => {
    await settles();

    expect(nodes()).toEqual(["orchestra-master-1 Ready", "orchestra-node-1 Ready"]);
    const labels = cluster.on(
      "orchestra-node-1",
      "kubectl --kubeconfig /etc/kubernetes/kubelet.conf get node orchestra-node-1 -o 'jsonpath={.metadata.labels}'",
    );
    expect(JSON.parse(labels)).toEqual({ "node-type": "orchestra", zone: "a" });
  });

  it("is reached through the real haproxy, on the real containerd with systemd's cgroups", () => {
    const seen = cluster.on(
      "orchestra-node-1",
      `systemctl is-active containerd kubernetes-api
grep -c 'server: https://127.0.0.1:3446' /etc/kubernetes/kubelet.conf
containerd config dump | grep -c 'SystemdCgroup = true'`,
    );

    expect(seen.split("\n")).toEqual(["active", "active", "1", "1"]);
  });

  it("shows tokens and keys in no argument, state or event, and only to root in files", () => {
    const secrets = ["join-token", "drain-token", "certificate-key", "encryption-key"].map((name) =>
      readFileSync(join(cluster.build, "secrets", `kubernetes-${name}`), "utf8").trim(),
    );

    const seen = [
      ...["orchestra-master-1", "orchestra-node-1"].map((one) =>
        cluster.on(one, "cat /var/log/kubernetes-stand-in.log"),
      ),
      ...["state.yml", "manifest.yml", "outputs.json"].map((one) => cluster.read(`build/orchestra/${one}`)),
      readFileSync(cluster.lastEvents(), "utf8"),
    ].join("\n");
    for (const secret of secrets) expect(seen).not.toContain(secret);
    for (const machine of [first, "orchestra-node-1"]) {
      const open = cluster.on(machine, "find /etc/kubernetes/lambdastack -type f -perm /077 -exec cat {} +");
      for (const secret of secrets) expect(open).not.toContain(secret);
    }
  });

  it("grows to three masters, which join one after another, and two nodes", async () => {
    cluster.edit("master: { count: 1 }", "master: { count: 3 }");
    cluster.edit("node: { count: 1 }", "node: { count: 2 }");
    await makeMachines(cluster, packages);

    await settles();

    expect(nodes()).toHaveLength(5);
    expect(cluster.on(first, etcdMembers)).toBe(`${first} ${second} ${third}`);
    const secondReady = calls(second, "kubelet").at(0);
    const thirdJoins = calls(third, "kubeadm join").at(0);
    expect(timeOf(thirdJoins)).toBeGreaterThan(timeOf(secondReady));
    expect(calls(first, "kubeadm init --config")).toHaveLength(1);
  });

  it("refuses to let go of more masters than etcd's quorum survives", async () => {
    cluster.edit("master: { count: 3 }", "master: { count: 1 }");

    const planned = await cluster.lambdastack("plan", "-f", "input.yaml");

    expect(planned.status).toBe(4);
    expect(planned.stderr).toContain(
      "2 of 3 masters would go at once, and etcd on those that stay would have no quorum.",
    );
    cluster.edit("master: { count: 1 }", "master: { count: 3 }");
  });

  it("drains a node that goes and forgets it, as the plan says", async () => {
    cluster.edit("node: { count: 2 }", "node: { count: 1 }");

    const planned = await cluster.lambdastack("plan", "-f", "input.yaml");
    const applied = await cluster.apply("--auto-approve");

    expect(planned.stdout).toContain(
      "first: run command:kubernetes drains the machine and forgets it (kubernetes-common)",
    );
    expect(applied.status, applied.stderr).toBe(0);
    expect(nodes()).toEqual([first, second, third, "orchestra-node-1"].map((name) => `${name} Ready`));
    await nothingPending(cluster);
  });

  it("lets a master go with its member of etcd", async () => {
    cluster.edit("master: { count: 3 }", "master: { count: 2 }");

    const applied = await cluster.apply("--auto-approve");

    expect(applied.status, applied.stderr).toBe(0);
    expect(cluster.on(first, etcdMembers)).toBe(`${first} ${second}`);
    await nothingPending(cluster);
    await testsPass(cluster);
  });

  it("keeps a master while another one is dead, since etcd would have no quorum", async () => {
    await killMachine(cluster, second);
    cluster.edit("master: { count: 2 }", "master: { count: 1, remove: [orchestra-master-1] }");

    const planned = await cluster.lambdastack("plan", "-f", "input.yaml");

    expect(planned.status).toBe(4);
    expect(planned.stderr).toContain("which stays, is not ready; without it etcd may lose its quorum");
  });
});
