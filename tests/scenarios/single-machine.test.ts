import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Cluster, endWithSuite } from "../lab/cluster.ts";
import { nothingPending, testsPass } from "../lab/expectations.ts";
import { makeKubernetesPackages, makeMachines } from "../lab/kubernetes-packages.ts";
import { machinesPossible } from "../lab/machines-possible.ts";

const machine = "alone-single-machine-1";
const documents = `kind: lambdastack-cluster
name: default
provider: local
specification:
  name: alone
  admin_user:
    name: operations
  local:
    address_pool: 10.110.0.0/24
  components:
    single_machine: { count: 1 }
`;

const isPossible = machinesPossible() && spawnSync("apt-ftparchive", ["--version"]).status === 0;

describe.skipIf(!isPossible)("a single machine, with stand-ins of kubeadm, kubelet and kubectl", () => {
  let cluster: Cluster;
  let packages: string;
  endWithSuite(() => [cluster]);
  afterAll(() => packages && rmSync(packages, { recursive: true, force: true }));
  beforeAll(async () => {
    packages = makeKubernetesPackages();
    cluster = new Cluster("alone", documents);
    await makeMachines(cluster, packages);
  });

  it("comes up with all that the component means, and a second plan is empty", async () => {
    const applied = await cluster.apply();

    expect(applied.status, applied.stderr).toBe(0);
    expect(cluster.addresses()).toHaveProperty([machine]);
    expect(cluster.on(machine, "systemctl is-active kubelet postgresql@15-main rabbitmq-server").split("\n")).toEqual([
      "active",
      "active",
      "active",
    ]);
    await nothingPending(cluster);
    await testsPass(cluster);
  });

  it("takes pods, as there is no other machine for them", () => {
    const taints = "kubectl get node $(hostname) -o 'jsonpath={.spec.taints[*].key}'";

    expect(cluster.on(machine, taints)).toBe("");
  });
});
