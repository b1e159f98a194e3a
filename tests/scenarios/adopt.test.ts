import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { Cluster, endWithSuite } from "../lab/cluster.ts";
import { machinesPossible } from "../lab/machines-possible.ts";

const documents = `# The cluster of this test.
kind: lambdastack-cluster
name: default
provider: local
specification:
  name: adopt
  prefix: demo
  local: {address_pool: 10.102.0.0/24}   # a pool of its own
  components:
    web:
      count: 2
    keeper:
      count: 1
---
kind: configuration/keeper
specification:
    motto:   Never change    # engraved
    mode: "0640"
`;

const roleFiles = {
  "role.yml": `name: keeper
version: 1.0.0
description: A motto, and a file with a secret
labels: { short: keeper, kind: test, core-technology: shell }
adopts:
  - { key: motto, resource: "file:/etc/motto", property: content, pattern: "^Motto - (.*)$" }
`,
  "schema.yml": `type: object
additionalProperties: false
properties:
  motto: { type: string, description: What is kept. }
  mode: { type: string, description: Rights of the file. }
  version: { type: string, enum: ["1", "2"], description: Version of the product. }
`,
  "defaults.yml": "motto: Keep calm\nmode: '0644'\nversion: '1'\n",
  "requirements.yml": "{}\n",
  "apply/index.ts": `import { defineTask } from "@lambdastack/core/role";
export default defineTask(({ config, resource, secret }) => [
  resource.file({ path: "/etc/motto", content: "Motto - " + config.motto + "\\n", mode: config.mode }),
  resource.file({ path: "/etc/word", content: secret("keeper-word"), mode: "0600" }),
  resource.file({ path: "/etc/keeper-" + config.version, content: "kept\\n" }),
  resource.user({ name: "keeper" }),
]);
`,
};

const [first, second, keeper] = ["demo-adopt-web-1", "demo-adopt-web-2", "demo-adopt-keeper-1"];
const page = "/var/www/hello-web/index.html";

let cluster: Cluster;

interface Adopted {
  adopted?: { machine: string; resource: string; property: string; document: string; keys?: string[] }[];
  left?: { machine: string; resource: string; reason: string }[];
  error?: { code: string };
}

const withKeeper = (...words: string[]) => cluster.lambdastack("--plugins", join(cluster.folder, "roles"), ...words);

async function adopt(...words: string[]) {
  const ended = await withKeeper("audit", "-f", "input.yaml", "--adopt", "--json", ...words);
  const { adopted = [], left = [], error } = JSON.parse(ended.stdout) as Adopted;
  return {
    ...ended,
    code: error?.code,
    adopted: adopted.map(({ machine, resource, property, document, keys = [] }) =>
      [machine, resource, property, document, ...keys].join(" "),
    ),
    left: left.map(({ machine, resource, reason }) => `${machine} ${resource}: ${reason}`),
  };
}

async function planned(): Promise<string[]> {
  const { stdout, stderr } = await withKeeper("plan", "-f", "input.yaml", "--json");
  const { machines } = JSON.parse(stdout) as { machines?: { machine: string; changes: { resource: string }[] }[] };
  if (!machines) throw new Error(stderr);
  return machines.flatMap(({ machine, changes }) => changes.map(({ resource }) => `${machine}: ${resource}`));
}

describe.skipIf(!machinesPossible())("changes by hand on real machines", () => {
  beforeAll(async () => {
    cluster = new Cluster("adopt", documents);
    for (const [path, text] of Object.entries(roleFiles)) {
      mkdirSync(join(cluster.folder, "roles/keeper/apply"), { recursive: true });
      cluster.write(`roles/keeper/${path}`, text);
    }
    const { status, stderr } = await withKeeper("apply", "-f", "input.yaml", "--json");
    if (status !== 0) throw new Error(stderr);
  });
  endWithSuite(() => [cluster]);

  it("are no different from the documents after an apply", async () => {
    const { status, adopted, left, stderr } = await adopt();

    expect([status, adopted, left], stderr).toEqual([0, [], []]);
  });

  it("are written nowhere without approval", async () => {
    cluster.on(keeper, "sed -i 's/Never change/Change often/' /etc/motto; chmod 0604 /etc/motto");
    cluster.on(first, `sed -i 's|<h1>.*</h1>|<h1>By hand</h1>|' ${page}`);

    const { status, code, stderr } = await adopt();

    expect([status, code]).toEqual([4, "approval-missing"]);
    expect(stderr).toContain("+    motto:   Change often    # engraved");
    expect(cluster.read("input.yaml")).toBe(documents);
  });

  it("go into the key that feeds them, or where that would concern other machines into an override", async () => {
    const { status, adopted, left, stderr } = await adopt("--auto-approve");

    expect([status, left], stderr).toEqual([0, []]);
    expect(adopted).toEqual([
      `${keeper} file:/etc/motto content configuration/keeper "default" motto`,
      `${keeper} file:/etc/motto mode configuration/override "adopted-1"`,
      `${first} file:${page} content configuration/override "adopted-2"`,
    ]);
    const written = cluster.read("input.yaml");
    expect(written.startsWith(documents.replace("Never change", "Change often"))).toBe(true);
    expect(written).toContain(`---
kind: configuration/override
name: adopted-1
specification:
  machine: ${keeper}
  resource: file:/etc/motto
  property: mode
  value: "0604"
`);
  });

  it("are what is wanted from then on", async () => {
    expect(await planned()).toEqual([]);

    const applied = await withKeeper("apply", "-f", "input.yaml", "--json");

    expect(applied.status, applied.stderr).toBe(0);
    expect(cluster.on(keeper, "stat -c %a /etc/motto; cat /etc/motto")).toBe("604\nMotto - Change often");
    expect(cluster.on(first, `grep h1 ${page}`)).toContain("By hand");
    expect(cluster.on(second, `grep h1 ${page}`)).toContain("Hello from LambdaStack");
    const shown = await withKeeper("plan", "-f", "input.yaml");
    expect(shown.stdout).toContain('file:/etc/motto (keeper): mode as in configuration/override "adopted-1"');
  });

  it("replace an override that is there already", async () => {
    cluster.on(keeper, "chmod 0600 /etc/motto");

    const { status, adopted } = await adopt("--auto-approve");

    expect([status, adopted]).toEqual([0, [`${keeper} file:/etc/motto mode configuration/override "adopted-1"`]]);
    expect(cluster.read("input.yaml")).toContain('property: mode\n  value: "0600"\n');
    expect(await planned()).toEqual([]);
  });

  it("are left, and said, where a secret stands or something is gone", async () => {
    cluster.on(keeper, "echo stolen >/etc/word; userdel keeper");
    const before = cluster.read("input.yaml");

    const { status, adopted, left, stdout, stderr } = await adopt("--auto-approve");

    expect([status, adopted]).toEqual([2, []]);
    expect(left).toEqual([
      `${keeper} file:/etc/word: a secret stands in its content`,
      `${keeper} user:keeper: it is gone, and the next apply makes it again`,
    ]);
    expect(stdout + stderr).not.toContain("stolen");
    expect(cluster.read("input.yaml")).toBe(before);
  });

  it("are named where an upgrade would lose them, and an upgrade may ask", async () => {
    cluster.on(keeper, "echo more >>/etc/keeper-1");

    const { status, stdout, stderr } = await withKeeper("audit", "-f", "input.yaml", "--to", "2", "--json");
    const { roles, losses } = JSON.parse(stdout) as { roles: object[]; losses: { resource: string; fate: string }[] };

    expect([status, roles], stderr).toEqual([2, [{ role: "keeper", name: "default", version: "1" }]]);
    expect(losses.map(({ resource, fate }) => `${resource} ${fate}`).sort()).toEqual([
      "file:/etc/keeper-1 left behind",
      "file:/etc/word overwritten",
      "user:keeper overwritten",
    ]);
    const impossible = await withKeeper("audit", "-b", cluster.build, "--to", "3", "--json");
    expect(impossible.status, impossible.stdout).toBe(3);
  });

  it("need a file to be written to", async () => {
    const { status, stderr } = await withKeeper("audit", "-b", cluster.build, "--adopt");

    expect(status).toBe(3);
    expect(stderr).toContain("--adopt -f input.yaml");
  });
});
