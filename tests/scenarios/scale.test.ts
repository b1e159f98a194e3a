import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { Cluster, endWithSuite } from "../lab/cluster.ts";
import { machinesPossible } from "../lab/machines-possible.ts";

const documents = `kind: lambdastack-cluster
name: default
provider: local
specification:
  name: scale
  admin_user:
    name: operations
  local:
    address_pool: 10.116.0.0/24
  components:
    crew:
      count: 1 # whoever is needed
`;

const role = {
  "role.yml": "name: crew\nversion: 1.0.0\ndescription: A crew\nlabels:\n  short: crew\n",
  "apply/index.ts": `export default ({ resource }) => [
  resource.directory({ path: "/var/lib/crew" }),
  resource.file({ path: "/var/lib/crew/member", content: "yes\\n" }),
];
`,
  "scale/index.ts": `export default ({ leaving = [], cluster, resource }) => [
  resource.check({ name: "somebody stays", run: "test " + (cluster.roles.crew.length - leaving.length) + " -gt 0" }),
  resource.command({ name: "the member says goodbye", unless: "test ! -e /var/lib/crew/member", run: "rm /var/lib/crew/member" }),
];
`,
};

describe.skipIf(!machinesPossible())("more and fewer machines, on real ones", () => {
  let cluster: Cluster;
  endWithSuite(() => [cluster]);
  beforeAll(async () => {
    cluster = new Cluster("scale", documents);
    for (const [path, text] of Object.entries(role)) {
      mkdirSync(dirname(join(cluster.folder, "roles/crew", path)), { recursive: true });
      cluster.write(`roles/crew/${path}`, text);
    }
    const { status, stderr } = await cluster.apply("--plugins", "roles");
    expect(status, stderr).toBe(0);
  });
  const lambdastack = (...words: string[]) => cluster.lambdastack("--plugins", "roles", ...words);
  const components = (...words: string[]) => cluster.run("components", "--plugins", "roles", ...words);
  const isMember = (machine: string) => cluster.on(machine, "test -e /var/lib/crew/member && echo yes || echo no");
  const machines = async () => {
    const { stdout } = await lambdastack("status", "-b", "build/scale", "--json");
    return (JSON.parse(stdout).machines as { name: string }[]).map(({ name }) => name);
  };

  it.each([
    [["crew"], "count-not-said"],
    [["crew=many"], "count-not-said"],
    [["crow=2"], "no-such-component"],
    [["crew=2", "crew=3"], "count-twice"],
    [["crew=1", "--remove", "scale-web-1"], "not-of-a-component"],
    [["crew=1", "--remove", "scale-crew-7"], "unknown-machine-to-remove"],
  ])("take %j for a mistake, and change nothing", async (words, code) => {
    const { status, stdout } = await lambdastack("scale", ...words, "-f", "input.yaml", "--json");

    expect(status).toBe(3);
    expect(stdout).toContain(code);
    expect(cluster.read("input.yaml")).toBe(documents);
  });

  it("are planned without a change to the documents", async () => {
    const { status, stdout } = await lambdastack("scale", "crew=2", "-f", "input.yaml", "--dry-run");

    expect(status).toBe(0);
    expect(stdout).toContain("+      count: 2 # whoever is needed");
    expect(stdout).toContain("scale-crew-2");
    expect(cluster.read("input.yaml")).toBe(documents);
  });

  it("come, and the documents say so with everything else as it was", async () => {
    const { status, stderr } = await lambdastack("scale", "crew=2", "-f", "input.yaml", "--auto-approve");

    expect(status, stderr).toBe(0);
    expect(cluster.read("input.yaml")).toBe(documents.replace("count: 1", "count: 2"));
    expect(isMember("scale-crew-2")).toBe("yes");
    const { status: pending } = await lambdastack("plan", "-f", "input.yaml", "--detailed-exitcode");
    expect(pending).toBe(0);
  });

  it("leave what they are members of before somebody takes them away, once that is approved", async () => {
    const words = ["scale", "-b", "build/scale", "--leaving", "scale-crew-2"];
    const planned = await components(...words, "--dry-run");
    const unasked = await components(...words);
    expect(planned.stdout).toContain("the member says goodbye");
    expect(unasked.status).toBe(4);
    expect(isMember("scale-crew-2")).toBe("yes");

    const done = await components(...words, "--auto-approve");

    expect(done.status, done.stderr).toBe(0);
    expect(isMember("scale-crew-2")).toBe("no");
    const again = await components(...words, "--json");
    expect(JSON.parse(again.stdout)).toMatchObject({ leaving: ["scale-crew-2"], machines: [], isDone: true });
  });

  it("are refused to components where a role objects, and where nobody knows them", async () => {
    const all = await components("scale", "-b", "build/scale", "--leaving", "scale-crew-1,scale-crew-2", "--json");
    const stranger = await components("scale", "-b", "build/scale", "--leaving", "scale-crew-9", "--json");
    const nobody = await components("scale", "-b", "build/scale", "--leaving", " ", "--json");

    expect(all.status).toBe(4);
    expect(all.stdout).toContain("somebody stays");
    expect([stranger.status, nobody.status]).toEqual([3, 3]);
    expect(stranger.stdout).toContain("unknown-machines");
    expect(isMember("scale-crew-1")).toBe("yes");
  });

  it("go by name with the documents that were last applied, and files of documents stay as they are", async () => {
    const words = ["scale", "crew=1", "--remove", "scale-crew-1", "-b", "build/scale"];
    const unasked = await lambdastack(...words);
    expect(unasked.status).toBe(4);
    expect(await machines()).toEqual(["scale-crew-1", "scale-crew-2"]);

    const { status, stdout, stderr } = await lambdastack(...words, "--auto-approve");

    expect(status, stderr).toBe(0);
    expect(stdout).toContain("Write it into your documents too");
    expect(await machines()).toEqual(["scale-crew-2"]);
    expect(isMember("scale-crew-2")).toBe("yes");
    expect(cluster.read("input.yaml")).toContain("count: 2");
  });
});
