import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Cluster, endWithSuite } from "../lab/cluster.ts";
import { nothingPending, testsPass } from "../lab/expectations.ts";
import { type Call, kubernetesCalls, masterEtcdctl } from "../lab/kubernetes-calls.ts";
import { makeKubernetesPackages, makeMachines, offerPackages } from "../lab/kubernetes-packages.ts";
import { checkout, start } from "../lab/lambdastack.ts";
import { machinesPossible } from "../lab/machines-possible.ts";

const documents = `kind: lambdastack-cluster
name: default
provider: local
specification:
  name: aging
  admin_user:
    name: operations
  local:
    address_pool: 10.111.0.0/24
  components:
    master: { count: 3 }
    node: { count: 2 }
---
kind: configuration/kubernetes-master
name: default
specification:
  version: 1.34.3
---
kind: configuration/kubernetes-node
name: default
specification:
  version: 1.34.3
`;

const isPossible = machinesPossible() && spawnSync("apt-ftparchive", ["--version"]).status === 0;
const masters = [1, 2, 3].map((n) => `aging-master-${n}`);
const nodes = [1, 2].map((n) => `aging-node-${n}`);
const machines = [...masters, ...nodes];
const first = masters[0] as string;

interface Step {
  machine: string;
  packages: { name: string; to: string }[];
  isDone: boolean;
}

/** Everything that users have in the cluster, and who its members are. */
const content = `set -e
kubectl get configmap kept -o 'jsonpath={.data.word}'; echo
kubectl get secret hidden -o 'jsonpath={.data.word}'; echo
kubectl get nodes --no-headers
${masterEtcdctl} get /configmap/ --prefix | sha256sum
${masterEtcdctl} get /object/ --prefix | sha256sum
sha256sum </etc/kubernetes/pki/sa.pub
`;

describe.skipIf(!isPossible)(
  "the life of Kubernetes, with stand-ins of kubeadm, kubelet, kubectl and the API server",
  () => {
    let cluster: Cluster;
    const folders: string[] = [];
    endWithSuite(() => [cluster]);
    afterAll(() => {
      for (const folder of folders) rmSync(folder, { recursive: true, force: true });
    });
    beforeAll(async () => {
      cluster = new Cluster("aging", documents);
      await make("1.34.3");
    });

    function packagesOf(...versions: string[]): string {
      const folder = makeKubernetesPackages(versions);
      folders.push(folder);
      return folder;
    }
    async function make(...versions: string[]): Promise<void> {
      await makeMachines(cluster, packagesOf(...versions));
      const applied = await cluster.apply();
      expect(applied.status, applied.stderr).toBe(0);
    }
    function offer(...versions: string[]): void {
      const folder = packagesOf(...versions);
      for (const machine of machines) offerPackages(cluster, machine, folder);
    }
    const ask = (version: string) => cluster.write("input.yaml", documents.replaceAll("1.34.3", version));
    const upgrade = (...words: string[]) => cluster.answer("upgrade", ...words);
    const kubelets = () => cluster.on(first, "kubectl get nodes --no-headers | cut -d ' ' -f 2,5").split("\n");
    const recorded = (): Step[] => {
      const file = join(cluster.build, "upgrade.json");
      return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")).steps : [];
    };
    const calls = () => kubernetesCalls(cluster, machines);
    const told = (all: readonly Call[], words: string) =>
      all.filter((call) => call.words.startsWith(words)).map(({ machine, version }) => `${machine} ${version}`);

    it("does not change its version by an apply, and says what does", async () => {
      cluster.on(first, "kubectl create configmap kept --from-literal=word=before");
      cluster.on(first, "kubectl create secret generic hidden --from-literal=word=secret");
      ask("1.36.1");

      const planned = await cluster.lambdastack("plan", "-f", "input.yaml");
      const applied = await cluster.apply();

      expect([planned.status, applied.status]).toEqual([4, 4]);
      expect(applied.stderr).toContain("kubeadm 1.34.3-0+standin1, and the documents ask for 1.36.1-*");
      expect(applied.stderr).toContain("run `lambdastack upgrade -f input.yaml`");
    });

    it("is upgraded to no version that sources lack, over none, and never back", async () => {
      const unknown = await upgrade("--dry-run");
      offer("1.33.9", "1.34.3", "1.36.1");
      const gap = await upgrade("--dry-run");
      ask("1.33.9");
      const back = await upgrade("--dry-run");

      expect([unknown.status, unknown.stderr]).toEqual([
        4,
        expect.stringContaining("kubeadm of role kubernetes-master as 1.36.1-*"),
      ]);
      expect([gap.status, gap.stderr]).toEqual([4, expect.stringContaining("leads over 1.35, which no source has")]);
      expect([back.status, back.stderr]).toEqual([
        4,
        expect.stringContaining("1.33.9-0+standin1 is asked for, which is older"),
      ]);
      expect(new Set(kubelets())).toEqual(new Set(["Ready v1.34.3"]));
    });

    it("is upgraded hop by hop: control planes, then kubelets of masters, then nodes", async () => {
      offer("1.34.3", "1.35.2", "1.35.4", "1.36.1");
      ask("1.36.1");

      const planned = await upgrade("--dry-run");

      expect(planned.status, planned.stderr).toBe(0);
      const hop = (version: string) => [
        ...masters.map((machine) => `${machine}: kubeadm ${version}`),
        ...masters.map((machine) => `${machine}: kubelet ${version}, kubectl ${version}`),
        ...nodes.map((machine) => `${machine}: kubeadm ${version}, kubelet ${version}, kubectl ${version}`),
      ];
      const steps = planned.data.steps.map(
        ({ machine, packages }: Step) => `${machine}: ${packages.map(({ name, to }) => `${name} ${to}`).join(", ")}`,
      );
      expect(steps).toEqual([...hop("1.35.4-0+standin1"), ...hop("1.36.1-0+standin1")]);
    });

    it("goes on where it was killed while a machine was drained, and leaves nothing to apply", async () => {
      const words = ["--plugins", join(checkout, "plugins"), "upgrade", "-f", "input.yaml", "--json"];
      const killed = start("lambdastack", words, cluster.folder);
      const isDrained = () => cluster.on(first, "kubectl get nodes --no-headers").includes("SchedulingDisabled");
      await expect
        .poll(() => recorded().filter(({ isDone }) => isDone).length, { timeout: 300_000, interval: 200 })
        .toBeGreaterThanOrEqual(4);
      await expect.poll(isDrained, { interval: 100 }).toBe(true);
      killed.kill("SIGKILL");
      await killed.ended;
      const left = recorded().filter(({ isDone }) => !isDone);
      const between = await cluster.apply();

      const resumed = await upgrade();

      expect(between.status).toBe(4);
      expect(left.length).toBeLessThan(16);
      expect(resumed.status, resumed.stderr).toBe(0);
      expect(new Set(kubelets())).toEqual(new Set(["Ready v1.36.1"]));
      expect(recorded()).toEqual([]);
      await nothingPending(cluster);
      await testsPass(cluster);
    });

    it("was upgraded by the right calls on the right machines", () => {
      const all = calls();

      const hops = ["v1.35.4", "v1.36.1"];
      expect(told(all, "kubeadm upgrade apply")).toEqual(hops.map((version) => `${first} ${version}`));
      expect(told(all, "kubeadm upgrade plan")).toEqual(hops.map((version) => `${first} ${version}`));
      expect(all.filter(({ words }) => words.startsWith("kubeadm upgrade apply")).map(({ words }) => words)).toEqual(
        hops.map((version) => `kubeadm upgrade apply ${version} --yes`),
      );
      const others = [...masters.slice(1), ...nodes];
      const following = told(all, "kubeadm upgrade node");
      expect([...new Set(following)]).toEqual(
        hops.flatMap((version) => others.map((machine) => `${machine} ${version}`)),
      );
      for (const version of hops) {
        const timesOf = (machine: string, words: string) =>
          all
            .filter((call) => call.machine === machine && call.words === words && call.version === version)
            .map(({ at }) => at);
        const planes = [
          ...timesOf(first, `kubeadm upgrade apply ${version} --yes`),
          ...masters.slice(1).flatMap((machine) => timesOf(machine, "kubeadm upgrade node")),
        ];
        const starts = machines.map((machine) => Math.min(...timesOf(machine, "kubelet")));
        expect(Math.max(...planes)).toBeLessThan(Math.min(...starts));
        expect(starts).toEqual([...starts].sort((one, other) => one - other));
      }
    });

    it("had at most one machine without pods at a time, and took all into use again", () => {
      const drained = new Set<string>();
      let most = 0;
      for (const { machine, words } of calls()) {
        if (words.startsWith("kubectl drain")) drained.add(machine);
        if (words.startsWith("kubectl uncordon")) drained.delete(machine);
        most = Math.max(most, drained.size);
      }

      expect([most, drained.size]).toEqual([1, 0]);
    });

    it("keeps what was written, in one backup that was taken before, for its owner alone", async () => {
      const listed = JSON.parse((await cluster.lambdastack("backup", "list", "-b", cluster.build, "--json")).stdout);

      expect(listed.backups).toHaveLength(1);
      const files = listed.backups[0].files as { machine: string; name: string; path: string }[];
      expect(files.map(({ machine, name }) => [machine, name])).toEqual([
        [first, "authority.tar.gz"],
        [first, "snapshot.db"],
      ]);
      for (const { path } of files) {
        const { mode } = statSync(join(cluster.build, "backups", listed.backups[0].id, path));
        expect(mode & 0o077).toBe(0);
      }
      expect(cluster.on(first, "kubectl get configmap kept -o 'jsonpath={.data.word}'")).toBe("before");
    });

    it("comes back on machines made anew, with another key for its secrets, to the same content", async () => {
      const taken = await cluster.answer("backup");
      expect(taken.status, taken.stderr).toBe(0);
      const before = masters.map((machine) => cluster.on(machine, content));
      const gone = await cluster.lambdastack("destroy", "-b", cluster.build, "--auto-approve");
      expect(gone.status, gone.stderr).toBe(0);
      await make("1.36.1");
      expect(cluster.on(first, "kubectl get configmap kept >/dev/null 2>&1 && echo there || echo gone")).toBe("gone");

      const restored = await cluster.answer("restore");

      expect(restored.status, restored.stderr).toBe(0);
      expect(masters.map((machine) => cluster.on(machine, content))).toEqual(before);
      const raw = cluster.on(first, `${masterEtcdctl} get /secret/ --prefix --print-value-only`);
      expect(raw).toMatch(/^k8s:enc:aescbc:v1:lambdastack:/);
      await nothingPending(cluster);
      await testsPass(cluster);
    });

    it("is restored over newer data only when that is said, on all masters or none", async () => {
      cluster.on(first, "kubectl delete configmap kept; kubectl create configmap later --from-literal=word=after");
      const words = ["restore", "--components", "master", "--auto-approve"];

      const refused = await cluster.answer(...words);
      const alone = await cluster.answer(...words, "--overwrite-newer", "--limit", first);
      const untouched = cluster.on(first, "kubectl get configmap later -o 'jsonpath={.data.word}'");
      const restored = await cluster.answer(...words, "--overwrite-newer");

      expect([refused.status, refused.stderr]).toEqual([4, expect.stringContaining(`kubernetes-master on ${first}`)]);
      expect([alone.status, alone.data.error.code]).toEqual([4, "restored-together"]);
      expect(untouched).toBe("after");
      expect(restored.status, restored.stderr).toBe(0);
      expect(cluster.on(masters[2] as string, "kubectl get configmap kept -o 'jsonpath={.data.word}'")).toBe("before");
      expect(cluster.on(first, "kubectl get configmap later >/dev/null 2>&1 && echo there || echo gone")).toBe("gone");
      await nothingPending(cluster);
      await testsPass(cluster);
    });
  },
);
