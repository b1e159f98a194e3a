import {
  configured,
  contentOf,
  inMemoryRole,
  machineNamed,
  outcomes,
  publications,
} from "@lambdastack/core/role-testing";
import { describe, expect, it } from "vitest";
import apply from "./apply/index.ts";
import scale from "./scale/index.ts";
import test from "./test/index.ts";

const role = inMemoryRole(import.meta.dirname, { apply, test, scale });
const master = (n: number) =>
  machineNamed(`demo-master-${n}`, 10 + n, { roles: ["kubernetes-common", "kubernetes-master"], index: n });
const node = machineNamed("demo-node-1", 21, { roles: ["kubernetes-common", "kubernetes-node"] });
const three = [master(1), master(2), master(3), node];
const idsOf = (all: readonly { id: string }[]) => all.map(({ id }) => id);

describe("kubernetes-common apply", () => {
  it("prepares kernel and containerd, and needs no load balancer before one master", async () => {
    const all = await outcomes(role, "apply", { machines: [master(1), node] });

    expect(idsOf(all)).toEqual([
      "file:/etc/modules-load.d/kubernetes.conf",
      "file:/etc/sysctl.d/90-kubernetes.conf",
      "command:kernel has the modules that containers need",
      "command:kernel forwards packets of pods",
      "package:containerd",
      "directory:/etc/containerd",
      "file:/etc/containerd/config.toml",
      "service:containerd.service",
      "unit:kubelet.service.d/lambdastack.conf",
    ]);
    await expect(contentOf(all, "file:/etc/containerd/config.toml")).toMatchFileSnapshot("__golden__/config.toml");
  });

  it("gives each machine a load balancer before several masters", async () => {
    const all = await outcomes(role, "apply", { machines: three, machine: node });

    expect(idsOf(all).slice(-6)).toEqual([
      "link:/etc/systemd/system/haproxy.service",
      "package:haproxy",
      "file:/etc/haproxy/kubernetes-api.cfg",
      "unit:kubernetes-api.service",
      "service:kubernetes-api.service",
      "unit:kubelet.service.d/lambdastack.conf",
    ]);
    await expect(contentOf(all, "file:/etc/haproxy/kubernetes-api.cfg")).toMatchFileSnapshot(
      "__golden__/kubernetes-api.cfg",
    );
    await expect(contentOf(all, "unit:kubernetes-api.service")).toMatchFileSnapshot(
      "__golden__/kubernetes-api.service",
    );
  });

  it("leaves the service of the role haproxy alone", async () => {
    const both = { ...node, roles: [...node.roles, "haproxy"] };

    const all = await outcomes(role, "apply", { machines: [master(1), master(2), both], machine: both });

    expect(idsOf(all)).not.toContain("service:haproxy.service");
  });

  it.each([
    ["the one master", [master(1), node], { address: "192.0.2.11", port: 6443, apiPort: 6443 }],
    ["its own load balancer", three, { address: "127.0.0.1", port: 3446, apiPort: 6443 }],
  ])("tells that a machine reaches the control plane at %s", async (_, machines, endpoint) => {
    expect(await publications(role, { machines, machine: node })).toEqual({ "kubernetes-endpoint": endpoint });
  });

  it("refuses an image that is none", () => {
    expect(() => configured(role, { sandbox_image: 'pause"\nroot = "/' })).toThrow(/sandbox_image/);
  });
});

describe("kubernetes-common scale", () => {
  it("lets a node drain itself by the masters, with a token that no argument shows", async () => {
    const [command, ...others] = await outcomes(role, "scale", { machines: three, machine: node, leaving: [node] });

    expect(others).toEqual([]);
    expect(command).toMatchObject({
      id: "command:kubernetes drains the machine and forgets it",
      sensitive: true,
      props: {
        environment: {
          NODE: "demo-node-1",
          MASTERS: "192.0.2.11:6443 192.0.2.12:6443 192.0.2.13:6443",
          TOKEN_SECRET: "secret(kubernetes-drain-token)",
        },
      },
    });
    expect(command?.props.run).not.toContain("secret(");
  });

  it("asks the masters that stay first where a master goes", async () => {
    const all = await outcomes(role, "scale", { machines: three, machine: master(3), leaving: [master(3)] });

    expect(idsOf(all)).toEqual([
      "check:asking the masters that stay",
      "command:kubernetes drains the machine and forgets it",
    ]);
    expect(all[0]?.props.environment).toEqual({ MASTERS: "192.0.2.11:6443 192.0.2.12:6443" });
  });

  it("has nothing to tell where no master stays", async () => {
    expect(await outcomes(role, "scale", { machines: [master(1)], leaving: [master(1)] })).toEqual([]);
  });
});

describe("kubernetes-common test", () => {
  it("tries the load balancer where there is one", async () => {
    expect(idsOf(await outcomes(role, "test", { machines: three }))).toContain("port:127.0.0.1:3446");
    expect(idsOf(await outcomes(role, "test", { machines: [master(1)] }))).not.toContain("port:127.0.0.1:3446");
  });
});
