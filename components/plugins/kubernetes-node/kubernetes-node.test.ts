import { readFileSync } from "node:fs";
import { join } from "node:path";
import { configured, contentOf, inMemoryRole, machineNamed, outcomes } from "@lambdastack/core/role-testing";
import { describe, expect, it } from "vitest";
import apply from "./apply/index.ts";
import restore from "./restore/index.ts";
import test from "./test/index.ts";
import upgrade from "./upgrade/index.ts";

const role = inMemoryRole(import.meta.dirname, { apply, test, restore, upgrade });
const master = machineNamed("demo-master-1", 11, { roles: ["kubernetes-master"] });
const node = machineNamed("demo-node-1", 21, { roles: ["kubernetes-node"] });
const machines = [master, node];
const endpoint = {
  role: "kubernetes-common",
  machine: node,
  value: { address: "192.0.2.11", port: 6443, apiPort: 6443 },
};
const consumed = (version: string) => ({
  "kubernetes-endpoint": [endpoint],
  kubernetes: [{ role: "kubernetes-master", machine: master, value: { address: "192.0.2.11", port: 6443, version } }],
});
const applied = (version: string, specification = {}) =>
  outcomes(role, "apply", { machines, machine: node, consumed: consumed(version), specification });

describe("kubernetes-node", () => {
  it("joins by the endpoint, with a token and the authority's hash", async () => {
    const all = await applied("1.34.3");

    expect(all.map(({ id }) => id)).toEqual([
      "package:kubeadm",
      "package:kubectl",
      "package:kubelet",
      "directory:/etc/kubernetes",
      "directory:/etc/kubernetes/lambdastack",
      "file:/etc/kubernetes/lambdastack/join.yaml",
      "command:kubernetes has this node",
      "service:kubelet.service",
      "command:kubernetes node is ready",
      "command:kubernetes node has its labels",
    ]);
    const file = all.find(({ id }) => id === "file:/etc/kubernetes/lambdastack/join.yaml");
    expect(file).toMatchObject({ sensitive: true, props: { mode: "0600" } });
    await expect(contentOf(all, "file:/etc/kubernetes/lambdastack/join.yaml")).toMatchFileSnapshot(
      "__golden__/join.yaml",
    );
  });

  it("sets several labels, or none", async () => {
    const some = await applied("1.34.3", { node_labels: "a=b,example.com/zone=c" });
    const none = await applied("1.34.3", { node_labels: "" });

    const labels = some.find(({ id }) => id === "command:kubernetes node has its labels");
    expect(labels?.props.environment).toEqual({ NODE: "demo-node-1", LABELS: "a=b example.com/zone=c" });
    expect(none.map(({ id }) => id)).not.toContain("command:kubernetes node has its labels");
  });

  it.each(["1.34.3", "1.34.9", "1.37.0"])("runs under a master of %s", async (version) => {
    await expect(applied(version)).resolves.toBeDefined();
  });

  it.each(["1.34.2", "1.33.9", "1.38.0"])("does not run under a master of %s", async (version) => {
    await expect(applied(version)).rejects.toMatchObject({ code: "kubernetes-unfit-version" });
  });

  it.each(["no label", "a=b;reboot", "a=b c=d", "=b"])("refuses the labels %s", (node_labels) => {
    expect(() => configured(role, { node_labels })).toThrow(/node_labels/);
  });

  it("takes packages from where the masters take them", () => {
    const text = (name: string) => readFileSync(join(role.folder, "..", name, "requirements.yml"), "utf8");
    const sources = (name: string) => /sources:[\s\S]*images:/.exec(text(name))?.[0];

    expect(sources("kubernetes-node")).toBe(sources("kubernetes-master"));
  });
});

describe("kubernetes-node upgrade", () => {
  it("follows the masters with all of a node before the next one", async () => {
    const all = await outcomes(role, "upgrade", { machines, machine: node, consumed: consumed("1.34.3") });

    expect(all.map(({ id }) => id)).toEqual([
      "package:kubeadm",
      "step:kubernetes node follows its masters",
      "step:kubernetes drains the machine",
      "package:kubelet",
      "package:kubectl",
      "step:kubelet runs in its new version",
      "step:kubernetes uses the machine again",
      "file:/etc/kubernetes/lambdastack/join.yaml",
    ]);
    expect(all.some(({ props }) => props.afterAll === true)).toBe(false);
    expect(all[2]?.props.environment).toMatchObject({ NODE: "demo-node-1", MASTERS: "192.0.2.11:6443" });
  });
});

describe("kubernetes-node restore", () => {
  it("tells the restored masters of the node", async () => {
    const all = await outcomes(role, "restore", { machines, machine: node });

    expect(all.map(({ id }) => id)).toEqual(["step:kubelet tells the restored masters of this node"]);
  });
});
