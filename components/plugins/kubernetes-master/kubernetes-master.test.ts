import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Machine } from "@lambdastack/core/role";
import {
  configured,
  contentOf,
  type InMemoryOptions,
  inMemoryRole,
  machineNamed,
  outcomes,
  publications,
} from "@lambdastack/core/role-testing";
import { describe, expect, it } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import apply from "./apply/index.ts";
import backup from "./backup/index.ts";
import restore from "./restore/index.ts";
import scale from "./scale/index.ts";
import test from "./test/index.ts";
import upgrade from "./upgrade/index.ts";

const role = inMemoryRole(import.meta.dirname, { apply, test, scale, backup, restore, upgrade });
const master = (n: number) => machineNamed(`demo-master-${n}`, 10 + n, { roles: ["kubernetes-master"], index: n });
const machines = [master(1), master(2), master(3), machineNamed("demo-node-1", 21, { roles: ["kubernetes-node"] })];
const configuration = "file:/etc/kubernetes/lambdastack/kubeadm.yaml";
const consumed = (...all: readonly Machine[]) => ({
  "kubernetes-endpoint": all.map((machine) => ({
    role: "kubernetes-common",
    machine,
    value: { address: "127.0.0.1", port: 3446, apiPort: 6443 },
  })),
});
const applied = (options: InMemoryOptions = {}) =>
  outcomes(role, "apply", { machines, consumed: consumed(...machines), ...options });
const idsOf = (all: readonly { id: string }[]) => all.map(({ id }) => id);

describe("kubernetes-master apply", () => {
  it("initialises the cluster on the first machine, and tells it of its network there", async () => {
    const all = await applied();

    expect(idsOf(all)).toEqual([
      "package:openssl",
      "package:kubeadm",
      "package:kubectl",
      "package:kubelet",
      "directory:/etc/kubernetes",
      "directory:/etc/kubernetes/lambdastack",
      "directory:/var/log/kubernetes",
      "file:/etc/kubernetes/lambdastack/encryption.yaml",
      configuration,
      "command:kubernetes is initialised",
      "command:kubernetes has the endpoint that machines use",
      "command:kubernetes authority is known",
      "command:kubernetes lets machines join that are missing",
      "file:/etc/kubernetes/lambdastack/drain.yaml",
      "command:kubernetes has the objects of drain.yaml",
      "file:/etc/kubernetes/lambdastack/network.yaml",
      "command:kubernetes has the objects of network.yaml",
      "service:kubelet.service",
      "command:kubernetes master is ready",
      "command:kubernetes master is kept free of pods",
      "directory:/root/.kube",
      "link:/root/.kube/config",
      "command:kubernetes has a kubeconfig for people elsewhere",
    ]);
    expect(all.find(({ id }) => id.startsWith("command:kubernetes lets"))?.props.environment).toMatchObject({
      NODES: "demo-master-1 demo-master-2 demo-master-3 demo-node-1",
    });
  });

  it.each([
    ["v1beta4", "1.34.3"],
    ["v1beta3", "1.30.14"],
  ])("renders kubeadm's configuration in %s for %s", async (api, version) => {
    const all = await applied({ specification: { version } });

    const text = contentOf(all, configuration);
    await expect(text).toMatchFileSnapshot(`__golden__/kubeadm-${api}.yaml`);
    expect(parseAllDocuments(text).map((one) => (one.toJSON() as { kind: string }).kind)).toEqual([
      "InitConfiguration",
      "ClusterConfiguration",
      "KubeletConfiguration",
    ]);
  });

  it("lets the others join one after another, by the first one's authority", async () => {
    const all = await applied({ machine: master(2) });

    expect(role.manifest.strategy).toBe("rolling");
    expect(idsOf(all)).not.toContain("command:kubernetes is initialised");
    expect(idsOf(all)).toContain("command:kubernetes has this master");
    await expect(contentOf(all, "file:/etc/kubernetes/lambdastack/join.yaml")).toMatchFileSnapshot(
      "__golden__/join.yaml",
    );
  });

  it("shows no secret in a script, an unguarded file or a plan", async () => {
    const all = [...(await applied()), ...(await applied({ machine: master(2) }))];

    const holding = all.filter(({ props }) => JSON.stringify(props).includes("secret("));
    expect(new Set(idsOf(holding))).toEqual(
      new Set([
        "file:/etc/kubernetes/lambdastack/encryption.yaml",
        configuration,
        "file:/etc/kubernetes/lambdastack/join.yaml",
      ]),
    );
    expect(holding.every(({ sensitive, props }) => sensitive && props.mode === "0600")).toBe(true);
  });

  it("publishes where the API is, and no secret", async () => {
    const all = await publications(role, { machines, consumed: consumed(...machines) });

    expect(all).toEqual({ kubernetes: { address: "192.0.2.11", port: 6443, version: "1.34.3" } });
  });

  it("renders flannel for the network of pods", async () => {
    const all = await applied({ specification: { advanced: { networking: { podSubnet: "10.200.0.0/16" } } } });

    const text = contentOf(all, "file:/etc/kubernetes/lambdastack/network.yaml");
    await expect(text).toMatchFileSnapshot("__golden__/flannel.yaml");
    const objects = parseAllDocuments(text).map(
      (one) => one.toJSON() as { kind: string; data: { "net-conf.json": string } },
    );
    const settings = objects.find(({ kind }) => kind === "ConfigMap")?.data["net-conf.json"] ?? "";
    expect(JSON.parse(settings)).toMatchObject({ Network: "10.200.0.0/16" });
  });

  it("requires every image that it names itself, and the packages in its version", async () => {
    const required = parse(readFileSync(join(role.folder, "requirements.yml"), "utf8")) as {
      images: { reference: string }[];
      packages: { debian: { name: string; version?: string }[] };
    };

    const text = contentOf(await applied(), "file:/etc/kubernetes/lambdastack/network.yaml");
    const named = [...text.matchAll(/image: (\S+)/g)].map(([, image]) => image);
    const { version } = configured(role).config as { version: string };
    expect(required.images.map(({ reference }) => reference)).toEqual(expect.arrayContaining(named));
    expect(required.packages.debian.flatMap((one) => one.version ?? [])).toEqual(Array(3).fill(`${version}-*`));
    expect(required.images.filter(({ reference }) => reference.endsWith(`:v${version}`))).toHaveLength(4);
  });

  it("takes manifests of another network plugin", async () => {
    const manifest = "kind: DaemonSet\n";

    const all = await applied({ specification: { advanced: { networking: { plugin: "calico", manifest } } } });

    expect(contentOf(all, "file:/etc/kubernetes/lambdastack/network.yaml")).toBe(manifest);
  });

  it("keeps passwords of image registries out of scripts and files", async () => {
    const image_registry_secrets = [
      { name: "registry", namespace: "shop", server_url: "registry.example", username: "robot", password: 'p"w' },
    ];

    const all = await applied({ specification: { image_registry_secrets } });

    const account = all.find(({ id }) => id === "command:kubernetes secret registry in namespace shop");
    expect(account?.sensitive).toBe(true);
    expect(account?.props.run).not.toContain("secret(");
  });

  it.each([
    ["a version before the packages", { version: "1.20.12" }, "kubernetes-version-too-old"],
    ["another port", { advanced: { api_server_args: { "secure-port": 8443 } } }, "kubernetes-other-port"],
    ["an argument of its own", { advanced: { scheduler_args: { "cluster-cidr": "x" } } }, "kubernetes-own-argument"],
    ["a plugin without manifests", { advanced: { networking: { plugin: "canal" } } }, "kubernetes-network-missing"],
    [
      "a validity that kubeadm does not know",
      { version: "1.30.14", advanced: { certificates: { expiration_days: 30 } } },
      "kubernetes-validity-unsupported",
    ],
  ])("refuses %s", async (_, specification, code) => {
    await expect(applied({ specification })).rejects.toMatchObject({ code });
  });

  it("takes a document of LambdaStack 1.3, as far as Kubernetes still has what it says", async () => {
    const specification = {
      version: "1.34.3",
      cni_version: "0.8.7",
      allow_pods_on_master: true,
      storage: { name: "volume", path: "/", enable: true, capacity: 50, data: {} },
      advanced: {
        api_server_args: {
          "enable-admission-plugins": "AlwaysPullImages,DenyEscalatingExec,NodeRestriction",
          "audit-log-path": "/var/log/apiserver/audit.log",
          "secure-port": 6443,
        },
        imageRepository: "k8s.gcr.io",
        certificates: { expiration_days: 365, renew: false },
        etcd_args: { encrypted: false },
        kubeconfig: { local: { api_server: { hostname: "k8s.example", port: 16443 } } },
      },
    };

    const { warnings } = configured(role, specification);
    const all = await applied({ specification });

    expect(warnings.map(({ message }) => message).join("\n")).toMatch(/cni_version[\s\S]*storage[\s\S]*renew/);
    await expect(contentOf(all, configuration)).toMatchFileSnapshot("__golden__/old-document.yaml");
    expect(idsOf(all)).toContain("command:kubernetes master runs pods");
    expect(idsOf(all)).not.toContain("file:/etc/kubernetes/lambdastack/encryption.yaml");
  });

  it("runs pods where one machine is the whole cluster", async () => {
    const alone = machineNamed("demo-single-machine-1", 11, {
      component: "single_machine",
      roles: ["kubernetes-master"],
    });

    const all = await applied({ machines: [alone], consumed: consumed(alone) });

    expect(idsOf(all)).toContain("command:kubernetes master runs pods");
  });
});

describe("kubernetes-master scale", () => {
  const leaving = (...all: Machine[]) => outcomes(role, "scale", { machines, leaving: all });

  it("lets one of three go", async () => {
    expect(await leaving(master(3))).toEqual([]);
  });

  it.each([
    ["two of three", [master(2), master(3)], "kubernetes-quorum-lost"],
    ["all", [master(1), master(2), master(3)], "kubernetes-last-master"],
  ])("refuses %s at once", async (_, all, code) => {
    await expect(leaving(...all)).rejects.toMatchObject({ code, ending: "refused" });
  });
});

describe("kubernetes-master test", () => {
  it("wants as many ready masters as there are machines", async () => {
    const all = await outcomes(role, "test", { machines, consumed: consumed(...machines) });

    expect(all.find(({ id }) => id === "check:kubernetes has its masters")?.props.contains).toBe("3 ready");
  });
});

describe("kubernetes-master upgrade", () => {
  const asked = (machine: Machine) => outcomes(role, "upgrade", { machines, machine, consumed: consumed(...machines) });

  it("lets the first master upgrade the cluster, and the others follow it", async () => {
    const [first, second] = [await asked(master(1)), await asked(master(2))];

    const others = [
      "step:kubernetes drains the machine",
      "package:kubelet",
      "package:kubectl",
      "step:kubelet runs in its new version",
      "step:kubernetes uses the machine again",
    ];
    expect(idsOf(first)).toEqual([
      "package:kubeadm",
      "step:kubernetes is upgraded by kubeadm",
      ...others,
      "file:/etc/kubernetes/lambdastack/kubeadm.yaml",
    ]);
    expect(idsOf(second)).toEqual([
      "package:kubeadm",
      "step:kubernetes master follows the first one",
      ...others,
      "file:/etc/kubernetes/lambdastack/join.yaml",
    ]);
    expect(first[1]?.props.run).toContain('kubeadm upgrade apply "$version" --yes');
    expect(second[1]?.props.run).toBe("kubeadm upgrade node >&2\n");
  });

  it("touches no kubelet before every master has its control plane, and shows no token in a script", async () => {
    const all = await asked(master(3));

    expect(all.filter(({ props }) => props.afterAll).map(({ id }) => id)).toEqual([
      "step:kubernetes drains the machine",
    ]);
    const drain = all.find(({ props }) => props.afterAll);
    expect(drain).toMatchObject({ sensitive: true, props: { environment: { NODE: "demo-master-3" } } });
    expect(drain?.props.run).not.toContain("secret(");
  });
});

describe("content of kubernetes-master", () => {
  const asked = (task: "backup" | "restore", machine: Machine) =>
    outcomes(role, task, { machines, machine, consumed: consumed(...machines) });

  it("is given by the first master that is ready", async () => {
    const [first, third] = [await asked("backup", master(1)), await asked("backup", master(3))];

    expect(idsOf(first)).toEqual(["dump:authority.tar.gz", "dump:snapshot.db"]);
    expect(first.map(({ props }) => props.environment)).toMatchObject([{ EARLIER: "" }, { EARLIER: "" }]);
    expect(third[0]?.props.environment).toMatchObject({ EARLIER: "https://192.0.2.11:6443 https://192.0.2.12:6443" });
  });

  it("is taken by all masters, as a new ensemble", async () => {
    const all = await asked("restore", master(2));

    expect(idsOf(all).slice(0, 4)).toEqual([
      "load:authority.tar.gz",
      "load:snapshot.db",
      "step:kubernetes control plane stops",
      "step:kubernetes begins anew with what was restored",
    ]);
    expect(all.slice(0, 2).map(({ props }) => props.shared)).toEqual([true, true]);
    expect(all[1]?.props.environment).toMatchObject({
      NAME: "demo-master-2",
      PEER_URL: "https://192.0.2.12:2380",
      FIRST_CLUSTER:
        "demo-master-1=https://192.0.2.11:2380,demo-master-2=https://192.0.2.12:2380,demo-master-3=https://192.0.2.13:2380",
    });
  });
});
