import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { beginAnew, readAuthority } from "./put-back.ts";
import { newestWrite } from "./take.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "kubernetes-content-"));
  mkdirSync(join(folder, "bin"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function put(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}
const read = (path: string) => readFileSync(join(folder, path), "utf8");

/** Runs a script with the paths of a master in the folder of the test. */
function run(script: string, input?: Buffer) {
  const own = script
    .replaceAll(/\/(etc\/kubernetes|var\/lib\/etcd)/g, `${folder}/$1`)
    .replaceAll(`$PLACE${folder}`, "$PLACE");
  return spawnSync("sh", ["-c", own.replaceAll('"$PLACE$ENCRYPTION"', '"$PLACE$RELATIVE"')], {
    input,
    encoding: "utf8",
    env: {
      PATH: `${join(folder, "bin")}:${process.env.PATH}`,
      ENCRYPTION: join(folder, "etc/kubernetes/lambdastack/encryption.yaml"),
      RELATIVE: "/etc/kubernetes/lambdastack/encryption.yaml",
      SERVER: "https://127.0.0.1:6443",
    },
  });
}

describe("when etcd was written to last", () => {
  const objects = (namespaces: string, others: string, status = 0) => {
    const script = `#!/bin/sh\ncase "$*" in *namespaces*) printf '${namespaces}' ;; *) printf '${others}'; exit ${status} ;; esac\n`;
    writeFileSync(join(folder, "bin/kubectl"), script, { mode: 0o755 });
  };
  const own = "namespace/default\\nnamespace/kube-system\\nnamespace/kube-flannel\\n";
  const always = "configmap/kube-root-ca.crt\\nservice/kubernetes\\n";
  const newest = (place = "member") => {
    put(`var/lib/etcd/${place}/wal/0-0.wal`, "");
    utimesSync(join(folder, `var/lib/etcd/${place}/wal/0-0.wal`), 1_700_000_000, 1_700_000_000);
    return run(newestWrite).stdout.trim();
  };

  it("is nothing where there is only what a cluster is made with", () => {
    objects(own, always);

    expect(newest()).toBe("");
  });

  it.each([
    ["an object of users", own, `${always}configmap/theirs\\n`],
    ["a namespace of users", `${own}namespace/shop\\n`, always],
    ["a namespace that begins like one of the cluster's", `${own}namespace/kube-system-2\\n`, always],
  ])("is the time of its log where there is %s", (_, namespaces, others) => {
    objects(namespaces, others);

    expect(newest()).toBe("1700000000");
  });

  it("is the time of its log where nobody can tell", () => {
    objects(own, always, 1);

    expect(newest()).toBe("1700000000");
  });

  it("is that of what a restore replaces that is under way", () => {
    objects(own, `${always}pod/theirs\\n`);
    put("var/lib/etcd/member/wal/1-0.wal", "");

    expect(newest("member.replaced")).toBe("1700000000");
  });
});

describe("keys of a backup", () => {
  const encryption = (key: string) =>
    `# ours\napiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\nresources:\n  - resources: [secrets]\n    providers:\n      - aescbc:\n          keys:\n            - name: lambdastack\n              secret: "${key}A="\n      - identity: {}\n`;
  const place = "etc/kubernetes/lambdastack/restore";
  const file = "etc/kubernetes/lambdastack/encryption.yaml";

  function prepare(before?: string, now?: string): void {
    put("etc/kubernetes/manifests.stopped/etcd.yaml", "etcd");
    mkdirSync(join(folder, "etc/kubernetes/manifests"));
    put("var/lib/etcd/lambdastack-restore/data/member/wal/0-0.wal", "restored");
    put("var/lib/etcd/member/wal/0-0.wal", "replaced");
    for (const name of ["sa.key", "sa.pub"]) {
      put(`${place}/etc/kubernetes/pki/${name}`, "restored");
      put(`etc/kubernetes/pki/${name}`, "own");
    }
    if (before) put(`${place}/${file}`, encryption(before));
    if (now) put(file, encryption(now));
  }

  it("of another cluster read secrets first, that are written as they are, beside what etcd had", () => {
    prepare("old", "new");

    const { status, stderr } = run(beginAnew);

    expect(status, stderr).toBe(0);
    expect(parse(read(file)).resources[0].providers).toEqual([
      { identity: {} },
      { aescbc: { keys: [{ name: "lambdastack", secret: "oldA=" }] } },
    ]);
    expect(read(`${file}.wanted`)).toBe(encryption("new"));
    expect(read("etc/kubernetes/pki/sa.key")).toBe("restored");
    expect(read("var/lib/etcd/member/wal/0-0.wal")).toBe("restored");
    expect(read("var/lib/etcd/member.replaced/wal/0-0.wal")).toBe("replaced");
    expect(read("etc/kubernetes/manifests/etcd.yaml")).toBe("etcd");
  });

  it("are exchanged the same way by a run after one that died", () => {
    prepare("old", "new");
    run(beginAnew);
    put("etc/kubernetes/manifests.stopped/etcd.yaml", "etcd");
    put("var/lib/etcd/lambdastack-restore/data/member/wal/0-0.wal", "restored again");

    expect(run(beginAnew).status).toBe(0);
    expect(read(`${file}.wanted`)).toBe(encryption("new"));
    expect(parse(read(file)).resources[0].providers).toHaveLength(2);
    expect(read("var/lib/etcd/member.replaced/wal/0-0.wal")).toBe("replaced");
  });

  it("that are those of the cluster stay", () => {
    prepare("same", "same");

    expect(run(beginAnew).status).toBe(0);
    expect(read(file)).toBe(encryption("same"));
    expect(existsSync(join(folder, `${file}.wanted`))).toBe(false);
  });

  it("are refused where the cluster would not encrypt", () => {
    mkdirSync(join(folder, "etc/kubernetes/lambdastack"), { recursive: true });
    put(`made/${file}`, encryption("old"));
    const archive = spawnSync("tar", ["-C", join(folder, "made"), "-cz", "etc"]).stdout;

    const refused = run(readAuthority, archive);

    expect([refused.status, refused.stderr]).toEqual([1, expect.stringContaining("set advanced.etcd_args.encrypted")]);
    expect(existsSync(join(folder, place))).toBe(false);
  });
});
