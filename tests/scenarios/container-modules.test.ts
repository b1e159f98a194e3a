import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { parse } from "yaml";
import { type Containers, containers } from "../lab/containers.ts";
import { dockerContainers, dockerPossible } from "../lab/docker.ts";
import { checkout, lambdastack, start } from "../lab/lambdastack.ts";

const here = join(checkout, "tests/scenarios/container-modules");
const text = (file: string) => readFileSync(file, "utf8");
const errorOf = ({ stdout }: { stdout: string }) => JSON.parse(stdout).error;

const engines = [
  { name: "podman", isPossible: true, open: containers },
  { name: "docker", isPossible: dockerPossible(), open: dockerContainers },
];

for (const { name, isPossible, open } of engines)
  describe.skipIf(!isPossible)(`with ${name}`, () => {
    const folder = join(tmpdir(), `container-modules-${name}-${process.pid}`);
    let lab: Containers;
    const kept = { ...process.env };

    beforeAll(async () => {
      lab = await open();
      Object.assign(process.env, lab.environment);
      lab.image("localhost/azc:0.2.0", join(here, "module.sh"));
      mkdirSync(join(folder, "plugins"), { recursive: true });
      if (name !== "podman") writeFileSync(join(folder, "lambdastack.config.yml"), `engine: ${name}\n`);
      for (const file of ["modules.yml", "seed.yml"]) cpSync(join(here, file), join(folder, "plugins", file));
    });
    afterAll(async () => {
      await lab.remove();
      process.env = kept;
      rmSync(folder, { recursive: true, force: true });
    });

    const begin = (...words: string[]) =>
      start("components", ["--plugins", "plugins", "-b", "build", ...words], folder);
    const components = (...words: string[]) => begin(...words).ended;
    const stateFile = join(folder, "build/state.yml");
    const sharedState = join(folder, "build/shared/state.yml");
    const left = () => lab.engine("ps", "--all", "--quiet").trim();

    describe("a Repository file as the seed has it", () => {
      it("is listed and described word for word, and its missing image is an error that says what to do", async () => {
        const list = JSON.parse((await components("list", "--json")).stdout).roles;
        const metadata = JSON.parse((await components("metadata", "c1", "--json")).stdout);
        const run = await components("run", "c1", "init", "--json");

        expect(list).toContainEqual(
          expect.objectContaining({ name: "c1", type: "container", version: "0.1.0", tasks: ["init", "apply"] }),
        );
        expect(list).toContainEqual(expect.objectContaining({ name: "azc", versions: ["0.2.0", "0.1.0"] }));
        expect(metadata).toMatchObject({
          labels: { name: "c1", version: "0.1.0" },
          methods: ["metadata", "init", "apply"],
        });
        expect(run.status).toBe(4);
        expect(errorOf(run)).toMatchObject({
          code: "image-absent",
          hint: expect.stringContaining(`${lab.name} pull docker.io/hashicorp/terraform:0.12.28`),
        });
      });

      it("tells every mistake in such a file with its place", async () => {
        mkdirSync(join(folder, "wrong"));
        const wrong = text(join(here, "seed.yml"))
          .replace("type: docker", "type: podman")
          .replace("workdir:", "wrokdir:");
        writeFileSync(join(folder, "wrong/modules.yml"), wrong);

        const verify = await lambdastack(["plugin", "verify", "wrong/modules.yml", "--json"], folder);

        expect(verify.status).toBe(3);
        const { problems } = errorOf(verify);
        expect(problems).toMatchObject([
          { message: expect.stringContaining("must be one of docker"), location: { line: 5 } },
          {
            message: expect.stringContaining('Unknown key "wrokdir"'),
            hint: 'Did you mean "workdir"?',
            location: { line: 10 },
          },
        ]);
      });
    });

    describe("a module in a real container", () => {
      it("keeps the contract: init, plan, apply and audit over the state in the shared folder", async () => {
        const init = await components("init", "azc");
        const initialised = parse(text(stateFile)).azc;
        const apply = await components("apply", "azc", "--json");
        const audit = await components("audit", "azc", "--json");
        const found = await components("search", "kind=infrastructure,short=AZC", "--json");

        expect([init.status, apply.status, audit.status]).toEqual([0, 0, 0]);
        expect(initialised).toEqual({ status: "initialized" });
        expect(apply.stderr).toContain("azc would have 2 machines");
        expect(JSON.parse(apply.stdout).changes.map(({ path }: { path: string }) => path)).toEqual([
          "azc.nodes",
          "azc.size",
          "azc.status",
        ]);
        expect(parse(text(stateFile))).toMatchObject({ kind: "state", azc: { status: "applied", size: 2 } });
        expect(text(sharedState)).toBe(text(stateFile));
        expect(JSON.parse(found.stdout).modules).toEqual([
          expect.objectContaining({ name: "azc", version: "0.2.0", installed: true }),
        ]);
        expect(left()).toBe("");
      });

      it("finds what was changed by hand with its audit", async () => {
        const before = text(stateFile);
        writeFileSync(stateFile, before.replace("10.0.0.1\n", "10.0.0.100\n"));

        const audit = await components("audit", "azc", "--json");
        writeFileSync(stateFile, before);

        expect(audit.status).toBe(2);
        expect(JSON.parse(audit.stdout)).toMatchObject({ hasDrift: true, output: ["an address was changed by hand"] });
      });

      it("gives variables, secrets and arguments as they are, and shows no secret", async () => {
        const without = await components("run", "azc", "tell", "--json");
        const program = join(checkout, "lambdastack/dist/cli.cjs");
        execFileSync(process.execPath, [program, "secret", "set", "api-token", "-b", "build"], {
          cwd: folder,
          input: "s3cr3t-t0ken",
          stdio: "pipe",
        });
        const told = await components("run", "azc", "tell", "--json");

        expect([without.status, errorOf(without).code]).toEqual([4, "secret-not-given"]);
        expect(told.status).toBe(0);
        expect(JSON.parse(told.stdout).output).toEqual([
          "a value/5/(sensitive)",
          "argument one word",
          "argument --two=$HOME",
          "argument 'quoted'",
          "/work",
        ]);
        expect(readdirSync(join(folder, "build/secrets"))).toEqual(["api-token"]);
        expect(told.stdout + told.stderr).not.toContain("s3cr3t-t0ken");
      });

      it("keeps what a module mounts from run to run", async () => {
        const first = JSON.parse((await components("run", "azc", "count", "--json")).stdout);
        const second = JSON.parse((await components("run", "azc", "count", "--json")).stdout);

        expect([first.output, second.output]).toEqual([["1 runs"], ["2 runs"]]);
      });

      it.each([
        ["writes another's section", ["apply", "intruder"], "foreign-section", /azc\.nodes\[1\]\.privateIP/],
        [
          "writes while it plans",
          ["apply", "planner"],
          "foreign-section|method-only-looks",
          /plan changed the state|not its own/,
        ],
        ["leaves a link", ["run", "azc", "link"], "shared-state-unusable", /it is a link/],
        ["leaves no YAML", ["run", "azc", "garbage"], "shared-state-unusable", /unusable/],
        ["forges the lineage", ["run", "azc", "forge"], "foreign-section", /lineage/],
      ])("refuses a module that %s, and puts the shared state back", async (_what, words, code, message) => {
        const before = text(stateFile);
        if (words[1] === "planner") writeFileSync(stateFile, before.replace("size: 2", "size: 3"));
        const expected = text(stateFile);

        const ended = await components(...words, "--json");
        const [state, shared] = [text(stateFile), text(sharedState)];
        writeFileSync(stateFile, before);

        expect(ended.status).toBe(4);
        expect(errorOf(ended).code).toMatch(new RegExp(`^(${code})$`));
        expect(errorOf(ended).message).toMatch(message);
        expect([state, shared]).toEqual([expected, expected]);
        expect(left()).toBe("");
      });

      it("lets a module write what its file declares", async () => {
        const apply = await components("apply", "writer");

        expect(apply.status).toBe(0);
        expect(parse(text(stateFile))).toMatchObject({
          wri: { status: "applied" },
          azc: { nodes: [{ usedBy: "wri" }, { usedBy: "wri" }] },
        });
      });

      it("reports the exit status, and takes what the module recorded before it failed", async () => {
        const fail = await components("run", "azc", "fail", "--json");

        expect(fail.status).toBe(1);
        expect(errorOf(fail)).toMatchObject({
          code: "container-failed",
          message: expect.stringContaining("exit status 7"),
        });
        expect(parse(text(stateFile)).azc).toEqual({ status: "failed" });
      });

      it("stops a command at its time limit, and removes its container", async () => {
        const late = await components("run", "azc", "late", "--json");

        expect(late.status).toBe(1);
        expect(errorOf(late)).toMatchObject({ code: "container-time-limit" });
        expect(left()).toBe("");
      });

      it("ends the container and removes it at Ctrl-C", async () => {
        const slow = begin("run", "azc", "slow");
        await started();

        slow.kill("SIGINT");
        const { status, stderr } = await slow.ended;

        expect([status, left()]).toEqual([130, ""]);
        expect(stderr).toContain("azc slow: stopping");
      });

      it("removes what a killed run left, at the next one", async () => {
        const slow = begin("run", "azc", "slow");
        await started();
        slow.kill("SIGKILL");
        await slow.ended;
        const orphaned = left();

        const next = await components("run", "azc", "count");

        expect(orphaned).not.toBe("");
        expect(next.status).toBe(0);
        expect(next.stderr).toContain("Containers that a killed run had left were removed: 1.");
        expect(left()).toBe("");
      });

      it("names a version and a command that are not there", async () => {
        const version = await components("run", "azc@0.3.0", "plan", "--json");
        const command = await components("run", "azc", "aply", "--json");
        const old = await components("plan", "azc@0.1.0", "--json");

        expect([version.status, command.status, old.status]).toEqual([3, 3, 3]);
        expect(errorOf(version).message).toContain("it has 0.2.0, 0.1.0");
        expect(errorOf(command).hint).toBe('Did you mean "apply"?');
        expect(errorOf(old).message).toContain("it has metadata");
      });

      it("fails to verify where its metadata says otherwise than its file", async () => {
        const verify = await lambdastack(["plugin", "verify", "plugins/modules.yml", "--json"], folder);

        expect(verify.status).toBe(1);
        const [{ rules }] = JSON.parse(verify.stdout).levels;
        const of = (rule: string) => rules.find((one: { rule: string }) => one.rule === rule).problems;
        expect(of("azc@0.2.0 metadata")).toEqual([]);
        expect(of("azc@0.2.0 contract")).toEqual([]);
        expect(of("intruder@1.0.0 metadata")).toEqual([
          'label kind: metadata says "infrastructure", the file nothing.',
          'label version: metadata says "2.0.0", the file "1.0.0".',
          expect.stringContaining("requires.strong: metadata says []"),
        ]);
      });
    });

    /** The container's program runs: what it starts with stands in its log. Bounded. */
    async function started(): Promise<void> {
      for (let tries = 0; tries < 200; tries++) {
        const id = left();
        const isRunning = id !== "" && lab.engine("logs", id).includes("started");
        if (isRunning) return;
        await new Promise((resolve) => setImmediate(resolve));
      }
      throw new Error("the container did not start");
    }

    describe("a module that plugin new writes", () => {
      const folderOf = join(folder, "own/my-module");

      it("is an error to verify before its image is made, and valid afterwards", async () => {
        const written = await lambdastack(
          ["plugin", "new", "my-module", "--kind", "container", "--directory", "own"],
          folder,
        );
        const before = await lambdastack(["plugin", "verify", "own/my-module", "--json"], folder);
        lab.engine(
          "build",
          "--quiet",
          "--file",
          join(folderOf, "Containerfile"),
          "--build-arg",
          "BASE=localhost/azc:0.2.0",
          "--tag",
          "localhost/my-module:0.1.0",
          folderOf,
        );
        const after = await lambdastack(["plugin", "verify", "own/my-module", "--json"], folder);

        expect(written.status, written.stderr).toBe(0);
        expect(before.status).toBe(1);
        expect(JSON.parse(before.stdout).levels[0].problems).toEqual([
          expect.stringContaining("does not have the image"),
        ]);
        expect([after.status, JSON.parse(after.stdout).reached], after.stdout).toEqual([0, "valid"]);
      });

      it("is idempotent and auditable in its container, of which nobody can say more", async () => {
        const verify = await lambdastack(
          ["plugin", "verify", "own/my-module", "--level", "recoverable", "--json"],
          folder,
        );

        expect(verify.status, verify.stdout).toBe(0);
        const { reached, levels } = JSON.parse(verify.stdout);
        expect([reached, ...levels.map(({ outcome }: { outcome: string }) => outcome)]).toEqual([
          "idempotent",
          "reached",
          "reached",
          "not applicable",
          "reached",
          "not applicable",
        ]);
        expect(levels[1].warnings).toEqual([expect.stringContaining("elsewhere than in the state")]);
      });

      it("is found in its plugin directory, and goes through its methods", async () => {
        const own = (...words: string[]) =>
          start("components", ["--plugins", "own", "-b", "own-build", ...words], folder).ended;
        const init = await own("init", "my-module");
        const apply = await own("apply", "my-module", "--json");
        const again = await own("run", "my-module", "plan", "--json");
        const state = join(folder, "own-build/state.yml");
        const [section, sound] = [parse(text(state))["my-module"], await own("audit", "my-module")];
        writeFileSync(state, text(state).replace("size: 3", "size: 4"));
        const drifted = await own("audit", "my-module", "--json");

        expect([init.status, apply.status, again.status, sound.status, drifted.status]).toEqual([0, 0, 0, 0, 2]);
        expect(section).toEqual({ status: "applied", size: 3 });
        expect(JSON.parse(again.stdout).output).toEqual(["nothing to do"]);
        expect(JSON.parse(drifted.stdout).output).toEqual(["size: 4, configured as 3"]);
      });
    });
  });

describe("the engine", () => {
  it("is asked for by name, and says so where it is not installed or does not answer", async () => {
    const folder = mkdtempSync(join(tmpdir(), "container-engine-"));
    vi.stubEnv("DOCKER_HOST", `unix://${join(folder, "nobody.sock")}`);

    const words = ["--plugins", here, "-b", "build", "run", "c1", "init", "--engine", "docker", "--json"];
    const run = await start("components", words, folder).ended;
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true, force: true });

    expect(run.status).toBe(4);
    expect(errorOf(run).code).toMatch(/^(container-engine-silent|no-container-engine)$/);
  });
});
