import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { checkout, start } from "../lab/lambdastack.ts";

const folder = mkdtempSync(join(tmpdir(), "azi-bmk-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const plugins = join(checkout, "tests/scenarios/modules");
const components = (...words: string[]) => start("components", ["--plugins", plugins, ...words], folder).ended;

/** The words of the seed, section "2 -", Init. */
const seed = {
  afterInfrastructure: `azi:
  status: applied
  size: 5
  provide-pubips: true
  nodes:
  - privateIP: 10.0.0.0
    publicIP: 213.1.1.0
    usedBy: unused
  - privateIP: 10.0.0.1
    publicIP: 213.1.1.1
    usedBy: unused
  - privateIP: 10.0.0.2
    publicIP: 213.1.1.2
    usedBy: unused
  - privateIP: 10.0.0.3
    publicIP: 213.1.1.3
    usedBy: unused
  - privateIP: 10.0.0.4
    publicIP: 213.1.1.4
    usedBy: unused
`,
  configuration: `bmk:
  size: 3
  clusterNodes:
  - privateIP: 10.0.0.0
    publicIP: 213.1.1.0
  - privateIP: 10.0.0.100
    publicIP: 213.1.1.100
  - privateIP: 10.0.0.2
    publicIP: 213.1.1.2
`,
  afterKafka: `azi:
  status: applied
  size: 5
  provide-pubips: true
  nodes:
  - privateIP: 10.0.0.0
    publicIP: 213.1.1.0
    usedBy: bmk
  - privateIP: 10.0.0.100
    publicIP: 213.1.1.100
    usedBy: bmk
  - privateIP: 10.0.0.2
    publicIP: 213.1.1.2
    usedBy: bmk
  - privateIP: 10.0.0.3
    publicIP: 213.1.1.3
    usedBy: unused
  - privateIP: 10.0.0.4
    publicIP: 213.1.1.4
    usedBy: unused
bmk:
  status: applied
  size: 3
  clusterNodes:
  - privateIP: 10.0.0.0
    publicIP: 213.1.1.0
    state: created
  - privateIP: 10.0.0.100
    publicIP: 213.1.1.100
    state: created
  - privateIP: 10.0.0.2
    publicIP: 213.1.1.2
    state: created
`,
};

const stateFile = join(folder, "build/state.yml");
const state = () => parse(readFileSync(stateFile, "utf8"));
const sections = () => {
  const { kind: _, version: __, lineage: ___, serial: ____, ...rest } = state();
  return rest;
};
const edit = (from: string, to: string) => writeFileSync(stateFile, readFileSync(stateFile, "utf8").replace(from, to));

describe("the seed's scenario of an infrastructure and Kafka on it", () => {
  it("makes the infrastructure", async () => {
    const init = await components("init", "azi", "-b", "build");
    const apply = await components("apply", "azi", "-b", "build");

    expect([init.status, apply.status]).toEqual([0, 0]);
    expect(sections()).toEqual(parse(seed.afterInfrastructure));
  });

  it("lets an address be changed by hand, and says so in an audit", async () => {
    edit("privateIP: 10.0.0.1\n", "privateIP: 10.0.0.100\n");
    edit("publicIP: 213.1.1.1\n", "publicIP: 213.1.1.100\n");

    const audit = await components("audit", "azi", "-b", "build", "--json");

    expect(audit.status).toBe(2);
    expect(JSON.parse(audit.stdout)).toMatchObject({
      drifts: [{ what: "nodes[1].privateIP", expected: "10.0.0.1", found: "10.0.0.100" }],
    });
  });

  it("takes the first three unused machines with that address when Kafka is initialised", async () => {
    const init = await components("init", "bmk", "-b", "build");

    expect(init.status).toBe(0);
    const written = parse(readFileSync(join(folder, "build/config/bmk-config.yml"), "utf8"));
    expect({ bmk: written.specification }).toEqual(parse(seed.configuration));
    expect(Object.keys(sections())).toEqual(["azi"]);
  });

  it("applies exactly the plan that it printed and marks the machines as used", async () => {
    const plan = await components("plan", "bmk", "-b", "build", "--json");
    const apply = await components("apply", "bmk", "-b", "build", "--json");

    expect(apply.status).toBe(0);
    expect(JSON.parse(apply.stdout).changes).toEqual(JSON.parse(plan.stdout).changes);
    expect(sections()).toEqual(parse(seed.afterKafka));
  });

  it("has nothing to do a second time, and leaves the state as it is to the byte", async () => {
    const before = readFileSync(stateFile);

    const plan = await components("plan", "bmk", "-b", "build", "--detailed-exitcode");
    const apply = await components("apply", "bmk", "-b", "build");

    expect([plan.status, apply.status]).toEqual([0, 0]);
    expect(readFileSync(stateFile)).toEqual(before);
  });

  it("refuses with an error when there are not enough unused machines", async () => {
    writeFileSync(join(folder, "large.yml"), "kind: configuration/bmk\nname: default\nspecification: { size: 6 }\n");
    const before = readFileSync(stateFile);

    const init = await components("init", "bmk", "-b", "build", "-f", "large.yml", "--json");

    expect(init.status).toBe(4);
    expect(JSON.parse(init.stdout)).toMatchObject({
      error: {
        code: "not-enough-machines",
        message: expect.stringContaining("Not enough unused machines: 5 of the 6"),
      },
    });
    expect(readFileSync(stateFile)).toEqual(before);
  });

  it("refuses to plan with machines that somebody else has taken since", async () => {
    const before = readFileSync(stateFile, "utf8");
    edit("usedBy: bmk", "usedBy: other");

    const plan = await components("plan", "bmk", "-b", "build", "--json");
    writeFileSync(stateFile, before);

    expect(plan.status).toBe(4);
    expect(JSON.parse(plan.stdout).error.message).toContain("Not enough unused machines: 2 of the 3");
  });
});

describe("around the scenario", () => {
  beforeAll(() => {
    writeFileSync(
      join(folder, "seed-state.yml"),
      `kind: state\nversion: 1.0.0\nlineage: x\nserial: 1\n${seed.afterInfrastructure}`,
    );
  });

  it("computes from any state without a build folder, and writes nothing", async () => {
    const before = readdirSync(folder, { recursive: true });

    const init = await components("init", "bmk", "--state", "seed-state.yml", "--json");

    expect(init.status).toBe(0);
    expect(JSON.parse(init.stdout).configuration.clusterNodes).toHaveLength(3);
    expect(readdirSync(folder, { recursive: true })).toEqual(before);
  });

  it("refuses Kafka where no infrastructure was applied, and names what would do", async () => {
    const apply = await components("apply", "bmk", "-b", "empty", "--json");

    expect(apply.status).toBe(4);
    expect(JSON.parse(apply.stdout)).toMatchObject({
      error: { code: "requirement-unmet", hint: expect.stringContaining("azi") },
    });
    expect(existsSync(join(folder, "empty/state.yml"))).toBe(false);
  });

  it("applies a saved plan, and refuses it when the state has changed since", async () => {
    await components("init", "azi", "-b", "saved");
    await components("plan", "azi", "-b", "saved", "-o", "azi.plan");
    const first = await components("apply", "azi", "-b", "saved", "--plan", "azi.plan");
    const second = await components("apply", "azi", "-b", "saved", "--plan", "azi.plan", "--json");

    expect([first.status, second.status]).toEqual([0, 4]);
    expect(JSON.parse(second.stdout)).toMatchObject({
      error: { code: "stale-plan", message: expect.stringContaining("the state") },
    });
  });

  it("asks for approval where machines would go", async () => {
    writeFileSync(join(folder, "small.yml"), "kind: configuration/azi\nname: default\nspecification: { size: 2 }\n");

    const asked = await components("apply", "azi", "-b", "saved", "-f", "small.yml");
    const approved = await components("apply", "azi", "-b", "saved", "-f", "small.yml", "--auto-approve");

    expect([asked.status, approved.status]).toEqual([4, 0]);
    expect(parse(readFileSync(join(folder, "saved/state.yml"), "utf8")).azi.nodes).toHaveLength(2);
  });

  it("keeps what was edited in the configuration when it is initialised again, and says so", async () => {
    const file = join(folder, "saved/config/azi-config.yml");
    writeFileSync(file, readFileSync(file, "utf8").replace("size: 5", "size: 7"));

    const plan = await components("plan", "azi", "-b", "saved", "--json");
    const again = await components("init", "azi", "-b", "saved", "--json");

    expect(JSON.parse(plan.stdout).changes).toContainEqual({ path: "azi.size", from: 2, to: 7 });
    expect(again.status, again.stderr).toBe(0);
    expect(JSON.parse(again.stdout)).toMatchObject({ kept: ["size"], configuration: { size: 7 } });
    expect(readFileSync(file, "utf8")).toContain("size: 7");
  });

  it("finds a mistake in an edited configuration with its place", async () => {
    const file = join(folder, "saved/config/azi-config.yml");
    writeFileSync(file, readFileSync(file, "utf8").replace("size: 7", "size: five"));

    const plan = await components("plan", "azi", "-b", "saved", "--json");

    expect(plan.status).toBe(3);
    expect(JSON.parse(plan.stdout).error.location).toMatchObject({ file, line: 7 });
  });

  it("is listed, searched and described without running its code", async () => {
    const list = JSON.parse((await components("list", "--json")).stdout);
    const found = JSON.parse(
      (await components("search", "kind=stream-processor,provides-kafka>=2.5", "--json")).stdout,
    );
    const metadata = JSON.parse((await components("metadata", "bmk", "--json")).stdout);

    expect(list.roles).toContainEqual(expect.objectContaining({ name: "azi", type: "module" }));
    expect(found.modules.map(({ name, type }: { name: string; type: string }) => [name, type])).toEqual([
      ["bmk", "module"],
      ["kafka", "role"],
    ]);
    expect(metadata).toMatchObject({
      labels: { short: "BMK", version: "0.0.1" },
      methods: ["metadata", "init", "plan", "apply", "audit"],
    });
  });

  it("stands in the proposal of what Kafka needs, without what is applied, and in the graph", async () => {
    const all = JSON.parse((await components("solve", "bmk", "--json")).stdout);
    const rest = JSON.parse((await components("solve", "bmk", "-b", "saved", "--json")).stdout);
    const drawn = JSON.parse((await components("graph", "-b", "build", "--json")).stdout);

    expect(all.steps.map(({ name, type }: { name: string; type: string }) => [name, type])).toEqual([
      ["azi", "module"],
      ["bmk", "module"],
    ]);
    expect(all.steps[0].alternatives).toEqual(["aws", "azure"]);
    expect([rest.present, rest.steps.map(({ name }: { name: string }) => name)]).toEqual([["azi"], ["bmk"]]);
    expect(drawn).toEqual({
      nodes: [
        { name: "azi", version: "0.0.1", type: "module" },
        { name: "bmk", version: "0.0.1", type: "module" },
      ],
      edges: [{ from: "bmk", to: "azi", kind: "strong" }],
    });
  });

  it("keeps roles and modules apart, whose commands are the same", async () => {
    const on = await components("apply", "azi", "--on", "web", "-b", "build", "--json");
    const role = await components("audit", "postgresql", "-b", "build", "--json");
    const unknown = await components("plan", "bmkk", "-b", "build", "--json");

    expect([on.status, role.status, unknown.status]).toEqual([3, 3, 3]);
    expect(JSON.parse(on.stdout).error.code).toBe("on-for-module");
    expect(JSON.parse(role.stdout).error.code).toBe("not-a-module");
    expect(JSON.parse(unknown.stdout).error).toMatchObject({ code: "unknown-role", hint: 'Did you mean "bmk"?' });
  });
});

describe("a module that does not keep to the contract", () => {
  const wrong = join(folder, "wrong");
  const write = (name: string, methods: string) => {
    mkdirSync(join(wrong, name), { recursive: true });
    const labels = `labels: { kind: infrastructure, provider: aws, short: ${name.toUpperCase()} }`;
    writeFileSync(join(wrong, name, "role.yml"), `name: ${name}\nversion: 1.0.0\ndescription: Wrong.\n${labels}\n`);
    writeFileSync(
      join(wrong, name, "module.ts"),
      `const same = { init: ({ config }) => config, plan: () => ({ ${name}: { size: 1 } }), apply: () => ({ ${name}: { size: 1 } }) };\nexport default { ...same, ${methods} };\n`,
    );
  };

  beforeAll(() => {
    write("liar", "apply: () => ({ liar: { size: 2 } })");
    write("thief", "plan: ({ state }) => ({ azi: { ...state.azi, size: 99 } })");
    write("bug", "plan: ({ config }) => config.nothing.there");
    write("hang", "timeLimit: 0.2, apply: () => new Promise(() => {})");
    write("exit", "apply: () => process.exit(0)");
    write("later", "apply: () => (setTimeout(() => { throw new Error('late'); }), { later: { size: 1 } })");
    write("text", "apply: () => 'done'");
    write("sound", "timeLimit: 5");
    write("loud", "plan: () => (console.log('not asked for'), { loud: { size: 1 } })");
    write("unreadable", "oops(");
  });

  it.each([
    ["does something else than it planned", "liar", 1, "plan-not-kept"],
    ["writes another's section", "thief", 4, "foreign-section"],
    ["throws", "bug", 1, "plugin-failed"],
    ["never ends", "hang", 1, "plugin-time-limit"],
    ["ends the process", "exit", 1, "plugin-exits"],
    ["prints on standard output", "loud", 1, "plugin-prints"],
    ["returns no sections", "text", 1, "wrong-plugin-result"],
    ["is no program", "unreadable", 1, "plugin-not-loadable"],
  ])("is stopped when it %s, by its name, and the state is as it was", async (_what, name, status, code) => {
    const before = readFileSync(stateFile);

    const apply = await components("--plugins", wrong, "apply", name, "-b", "build", "--json");
    const verify = await start("lambdastack", ["plugin", "verify", join(wrong, name), "--json"], folder).ended;

    expect(apply.status).toBe(status);
    expect(JSON.parse(apply.stdout).error).toMatchObject({ code, message: expect.stringContaining(name) });
    expect(readFileSync(stateFile)).toEqual(before);
    expect([verify.status, JSON.parse(verify.stdout).levels[0].outcome]).toEqual([1, "missed"]);
  });

  it("fails the command when it throws after its answer, by its name", async () => {
    const apply = await components("--plugins", wrong, "apply", "later", "-b", "later", "--json");

    expect(apply.status).toBe(1);
    expect(JSON.parse(apply.stdout).error).toMatchObject({
      code: "plugin-failed-late",
      message: expect.stringContaining('"later"'),
    });
  });

  it("hinders no other module of its directory", async () => {
    writeFileSync(join(wrong, "thief/role.yml"), "name: thief\nversion: none\n");

    const list = await components("--plugins", wrong, "list", "--json");
    const apply = await components("--plugins", wrong, "apply", "sound", "-b", "sound");
    const broken = await components("--plugins", wrong, "plan", "thief", "-b", "sound", "--json");

    expect([list.status, apply.status, broken.status]).toEqual([0, 0, 3]);
    expect(JSON.parse(list.stdout).roles).toContainEqual(
      expect.objectContaining({ name: "thief", broken: expect.stringContaining("thief/role.yml") }),
    );
    expect(JSON.parse(broken.stdout).error.message).toContain("thief");
    expect(parse(readFileSync(join(folder, "sound/state.yml"), "utf8")).sound).toEqual({ size: 1 });
  });

  it.each([
    ["azi", join(plugins, "azi"), [], "auditable"],
    ["bmk without machines to take", join(plugins, "bmk"), [], "valid"],
    ["bmk with those of the seed", join(plugins, "bmk"), ["--state", "seed-state.yml"], "auditable"],
    ["a sound module", join(wrong, "sound"), [], "auditable"],
  ])("%s is verified as far as it can be", async (_, path, words, level) => {
    const verify = await start("lambdastack", ["plugin", "verify", path, ...words, "--json"], folder).ended;

    expect([verify.status, JSON.parse(verify.stdout).reached]).toEqual([0, level]);
  });
});
