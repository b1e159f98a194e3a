import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Resource } from "@lambdastack/core/role";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { kubeletUpgrade } from "./upgrade-kubelet.ts";

let folder: string;

/** What a script takes for a master that answers. */
const master = createServer();
let port: number;
beforeAll(async () => {
  await new Promise<void>((listening) => master.listen(0, "127.0.0.1", listening));
  port = (master.address() as AddressInfo).port;
});
afterAll(() => master.close());

/** kubeadm of 1.35.4; a kubectl that records what it is called with and answers what the test says. */
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "kubernetes-scripts-"));
  for (const name of ["bin", "pki"]) mkdirSync(join(folder, name));
  writeFileSync(join(folder, "pki/ca.crt"), "");
  program("kubeadm", "echo v1.35.4");
  runs({ api: "v1.35.4" });
});
afterEach(() => rmSync(folder, { recursive: true }));

const program = (name: string, script: string) =>
  writeFileSync(join(folder, "bin", name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });

const runs = ({ api, cordoned = "" }: { api: string; cordoned?: string }) =>
  program(
    "kubectl",
    `echo "$*" >>'${folder}/calls'
case "$*" in *'get --raw /version') printf '{\\n  "major": "1",\\n  "gitVersion": "${api}",\\n  "goVersion": "go1.25"\\n}\\n' ;; *unschedulable*) printf %s '${cordoned}' ;; esac`,
  );

/** The script of a step, with paths of Kubernetes in the folder of the test. */
function run(name: string) {
  const build = (type: string) => (props: object) => ({ type, props }) as unknown as Resource;
  const resource = { step: build("step"), package: build("package") } as never;
  const machine = { name: "demo-node-1" } as never;
  const cluster = { roles: { "kubernetes-master": [{ address: "127.0.0.1" }] } } as never;
  const all = kubeletUpgrade(
    { cluster, machine, resource, secret: () => "x" as never },
    { apiPort: port, afterAll: false },
  );
  const found = all.find(({ props }) => props.name === name);
  const inFolder = (text: unknown) =>
    String(text).replaceAll("/etc/kubernetes/lambdastack", folder).replaceAll("/etc/kubernetes", folder);
  const environment = Object.entries(found?.props.environment ?? {}).map(([key, value]) => [key, inFolder(value)]);
  const { status, stderr } = spawnSync("sh", ["-c", inFolder(found?.props.run)], {
    encoding: "utf8",
    env: { ...Object.fromEntries(environment), PATH: `${join(folder, "bin")}:${process.env.PATH}` },
  });
  const calls = existsSync(join(folder, "calls")) ? readFileSync(join(folder, "calls"), "utf8").trim().split("\n") : [];
  return { status, stderr, calls, isMarked: existsSync(join(folder, "drained")) };
}

const drain = () => run("kubernetes drains the machine");
const useAgain = () => run("kubernetes uses the machine again");

describe("a machine whose kubelet is upgraded", () => {
  it("is drained first, and taken into use again", () => {
    const before = drain();
    const after = useAgain();

    expect([before.status, before.isMarked], before.stderr).toEqual([0, true]);
    expect(before.calls.at(-1)).toBe("drain demo-node-1 --ignore-daemonsets --delete-emptydir-data --timeout=10m");
    expect([after.status, after.isMarked], after.stderr).toEqual([0, false]);
    expect(after.calls.at(-1)).toBe("uncordon demo-node-1");
  });

  it("is drained again by a run after one that died, and taken into use once", () => {
    drain();
    runs({ api: "v1.35.4", cordoned: "true" });
    const again = drain();
    useAgain();

    expect([again.status, again.isMarked]).toEqual([0, true]);
    expect(useAgain().calls.filter((call) => call.startsWith("uncordon"))).toHaveLength(1);
  });

  it("stays without pods where somebody else keeps it so", () => {
    runs({ api: "v1.35.4", cordoned: "true" });

    expect(drain()).toMatchObject({ status: 0, isMarked: false });
    expect(useAgain().calls.some((call) => call.startsWith("uncordon"))).toBe(false);
  });

  it.each(["v1.34.9", "v1.35.3", ""])("is left alone while an API server runs as %o", (api) => {
    runs({ api });

    const refused = drain();

    expect([refused.status, refused.isMarked]).toEqual([1, false]);
    expect(refused.stderr).toContain(`runs as ${api || "nothing"}; upgrade every master to v1.35.4 before a kubelet`);
    expect(refused.calls.some((call) => call.startsWith("drain"))).toBe(false);
  });

  it.each(["v1.35.4", "v1.35.10", "v1.36.0"])("goes on where an API server runs as %s", (api) => {
    runs({ api });

    expect(drain().status).toBe(0);
  });
});
