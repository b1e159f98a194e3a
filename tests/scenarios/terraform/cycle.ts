import { copyFileSync, mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { type Double, doublePossible, openDouble } from "../../lab/double.ts";
import type { Ended } from "../../lab/lambdastack.ts";
import { isLong, randomFrom, seed } from "../../lab/sweep.ts";

const backendProgram = join(import.meta.dirname, "../../terraform-double/backend/http-backend.mjs");

interface CloudUnderTest {
  /** In documents. */
  provider: string;
  /** Terraform's name. */
  double: "azurerm" | "google";
  /** Type of the resource that is a machine. */
  machineType: string;
  /** Types that come with each machine. */
  perMachine: readonly string[];
  /** Type of a rule that lets packets through. */
  ruleType: string;
  otherRegion: string;
}

/** The whole life of a cluster through the command line, the real Terraform, and a double of the cloud. */
export function describeCycle(cloud: CloudUnderTest): void {
  describe.skipIf(!doublePossible)(`a cluster on a double of ${cloud.provider} (needs root and terraform)`, () => {
    let double: Double;
    const input = (count: number, more = {}): string[] => {
      const specification = {
        name: "demo",
        prefix: "ts",
        admin_user: { name: "operations" },
        cloud: { ...more },
        components: { load_balancer: { count } },
      };
      const file = join(double.folder, "input.yml");
      writeFileSync(
        file,
        stringify({ kind: "lambdastack-cluster", name: "default", provider: cloud.provider, specification }),
      );
      return ["-f", file, "-b", join(double.folder, "build")];
    };
    const machines = (): string[] =>
      Object.values(double.cloud())
        .filter(({ type }) => type === cloud.machineType)
        .map(({ values }) => String(values.name))
        .sort();
    const apply = (count: number) => double.run(["apply", ...input(count), "--auto-approve"]);
    /** With their disks, which the double keeps by address. */
    async function destroy(): Promise<void> {
      const gone = await double.run(["destroy", "-b", join(double.folder, "build"), "--auto-approve", "--purge"]);
      expect(gone.status, gone.stderr).toBe(0);
      for (const name of readdirSync(join(double.folder, "machines")))
        if (name !== "programs") rmSync(join(double.folder, "machines", name), { recursive: true });
    }
    /** The same command again, with the imports and the copy of the state that it names in between. */
    async function healing(count: number): Promise<Ended> {
      let healed = await apply(count);
      for (let tries = 0; tries < 4 && healed.status === 4; tries++) {
        const [, copy, place] = /with: cp '([^']+)' '([^']+)'/.exec(healed.stderr) ?? [];
        if (copy && place) copyFileSync(copy, place);
        const commands = [...healed.stderr.matchAll(/ import '?([^' ]+(?:\[[^\]]+\])?)'? '?([^'\s]+)'?$/gm)];
        for (const [, address = "", id = ""] of commands) {
          const adopted = double.terraform(["-chdir=build/terraform", "import", address, id]);
          expect(adopted.status, adopted.text).toBe(0);
        }
        healed = await apply(count);
      }
      return healed;
    }
    const changing = () => double.calls().filter(({ call }) => ["create", "update", "delete"].includes(call));
    const machinesAskedFor = () =>
      double.calls().filter(({ call, type }) => call === "create" && type === cloud.machineType).length;
    const savedResources = (): number => {
      try {
        const state = JSON.parse(readFileSync(join(double.folder, "build/terraform/terraform.tfstate"), "utf8"));
        const managed = (state.resources as { mode: string; instances: unknown[] }[]).filter(
          ({ mode }) => mode === "managed",
        );
        return managed.flatMap(({ instances }) => instances).length;
      } catch {
        return 0;
      }
    };
    const beingMade = () =>
      expect.poll(() => double.calls().some(({ call, type }) => call === "create" && type === cloud.machineType));

    beforeEach(async () => {
      double = await openDouble(cloud.double);
    });
    afterEach(() => double.close());

    test("is made, is then as planned, grows by exactly one machine, and goes without a trace", async () => {
      const made = await apply(2);
      expect(made, made.stderr).toMatchObject({ status: 0 });
      expect(machines()).toEqual(["ts-demo-load-balancer-1", "ts-demo-load-balancer-2"]);

      const again = await double.run(["plan", ...input(2)]);
      expect(again.stdout + again.stderr).toMatch(/Machines: nothing to change, 2 as wanted/);

      const before = changing().length;
      const grown = await apply(3);
      expect(grown, grown.stderr).toMatchObject({ status: 0 });
      const added = changing().slice(before);
      expect(added.map(({ call, type }) => `${call} ${type}`).sort()).toEqual(
        cloud.perMachine.map((type) => `create ${type}`).sort(),
      );
      expect(machines()).toContain("ts-demo-load-balancer-3");

      const gone = await double.run(["destroy", "-b", join(double.folder, "build"), "--auto-approve"]);
      expect(gone, gone.stderr).toMatchObject({ status: 0 });
      expect(double.cloud()).toEqual({});
    });

    test("is audited against its state, and analysed with nothing but its tag", async () => {
      const made = await apply(2);
      expect(made, made.stderr).toMatchObject({ status: 0 });
      const audit = async () => {
        const { status, stdout, stderr } = await double.run(["audit", "-b", join(double.folder, "build"), "--json"]);
        const { drifts } = JSON.parse(stdout) as { drifts?: { drift: string; what: string; name: string }[] };
        if (!drifts) throw new Error(stderr);
        return [status, ...drifts.map(({ drift, what, name }) => `${drift} ${what} ${name}`).sort()];
      };
      expect(await audit()).toEqual([0]);

      double.change((held) => {
        for (const [id, resource] of Object.entries(held)) {
          const { type, values } = resource;
          if (type === cloud.machineType && values.name === "ts-demo-load-balancer-2") {
            delete held[id];
            held[id.replace(/-2$/, "-9")] = { type, values: { ...values, name: "ts-demo-load-balancer-9" } };
          }
          if (type === cloud.ruleType) held[`${id}-by-hand`] = { type, values: { ...values, name: "by-hand" } };
        }
      });
      const before = changing().length;
      const found = await audit();

      expect(found[0]).toBe(2);
      expect(found).toContain("missing machine ts-demo-load-balancer-2");
      expect(found).toContain("unrecorded machine ts-demo-load-balancer-9");
      expect(found.find((line) => String(line).startsWith("unrecorded") && /by-hand/.test(String(line)))).toBeDefined();
      expect(changing()).toHaveLength(before);

      const { id } = JSON.parse(readFileSync(join(double.folder, "build/terraform/lambdastack.cluster.json"), "utf8"));
      const key = join(double.folder, "build/keys/id_ed25519");
      const other = join(double.folder, "elsewhere.yml");
      const documents = readFileSync(join(double.folder, "input.yml"), "utf8");
      writeFileSync(other, documents.replace("name: operations", `name: operations\n    key_path: ${key}`));
      const elsewhere = ["-f", other, "-b", join(double.folder, "elsewhere")];
      const unknown = await double.run(["analyse", ...elsewhere]);
      const analysed = await double.run(["analyse", ...elsewhere, "--tag", id, "--json"]);
      const again = await double.run(["apply", ...elsewhere, "--auto-approve"]);

      expect([unknown.status, unknown.stderr]).toEqual([4, expect.stringContaining("--tag")]);
      expect([analysed.status, JSON.parse(analysed.stdout).machines]).toMatchObject([
        0,
        [
          { name: "ts-demo-load-balancer-1", facts: { os: {}, becomesRoot: expect.any(String) } },
          { name: "ts-demo-load-balancer-9" },
        ],
      ]);
      expect([again.status, again.stderr]).toEqual([4, expect.stringContaining("a second time")]);
      expect(changing()).toHaveLength(before);
    });

    test("shows a replacement as destroying, and does none of it unasked", async () => {
      await apply(1);
      const before = changing().length;

      const elsewhere = await double.run(["apply", ...input(1, { region: cloud.otherRegion })]);

      expect(elsewhere.status, elsewhere.stderr).toBe(4);
      expect(elsewhere.stdout + elsewhere.stderr).toMatch(/replace machine ts-demo-load-balancer-1/);
      expect(changing()).toHaveLength(before);
    });

    test("takes a text that looks like a template for the text that it is", async () => {
      const file = join(double.folder, "not-to-be-read");
      writeFileSync(file, "content-of-the-file");
      const note = `$\{file("${file}")}%{if true}x%{endif}`;

      const made = await double.run(["apply", ...input(1, { tags: [{ note }] }), "--auto-approve"]);

      expect(made, made.stderr).toMatchObject({ status: 0 });
      const values = JSON.stringify(double.cloud());
      expect(values).toContain("file");
      expect(values).toContain("not-to-be-read");
      expect(values).not.toContain("content-of-the-file");
    });

    test("names a refused quota, and is whole after the same command again", async () => {
      double.faults({
        call: "create",
        type: cloud.machineType,
        skip: 1,
        times: 1,
        error: { summary: "QuotaExceeded: 2 of 2 cores are used" },
      });

      const refused = await apply(2);
      const healed = await apply(2);

      expect(refused.status).toBe(1);
      expect(refused.stderr).toContain("QuotaExceeded: 2 of 2 cores are used");
      expect(healed, healed.stderr).toMatchObject({ status: 0 });
      expect(machines()).toHaveLength(2);
    });

    test("lets what is being made end when it is interrupted once, and goes on from there", async () => {
      double.faults({ call: "create", type: cloud.machineType, delay: 2000 });
      const run = double.start(["apply", ...input(2), "--auto-approve"]);
      await beingMade().toBe(true);

      run.kill("SIGINT");
      const interrupted = await run.ended;
      double.faults();
      const healed = await apply(2);

      expect(interrupted.status, interrupted.stderr).toBe(130);
      expect(healed, healed.stderr).toMatchObject({ status: 0 });
      expect(machines()).toHaveLength(2);
    });

    test("names who holds the lock while Terraform outlives a killed command, and converges after it", async () => {
      double.faults({ call: "create", type: cloud.machineType, delay: 5000 });
      const run = double.start(["apply", ...input(1), "--auto-approve"]);
      await beingMade().toBe(true);

      run.kill("SIGKILL");
      await run.ended;
      const locked = await double.run(["plan", ...input(1)]);
      double.faults();
      await expect.poll(() => terraformsIn(double.folder)).toEqual([]);
      const healed = await apply(1);

      expect(locked.status, locked.stderr).toBe(4);
      expect(locked.stderr).toMatch(/state is in use|holds|in use/i);
      expect(healed, healed.stderr).toMatchObject({ status: 0 });
      expect(machines()).toEqual(["ts-demo-load-balancer-1"]);
    });

    test("lists what a killed Terraform left behind, with the import that adopts it", async () => {
      double.faults({ call: "create", type: cloud.machineType, delay: 20_000 });
      const run = double.start(["apply", ...input(1), "--auto-approve"]);
      await beingMade().toBe(true);
      // all else is made and saved: what is in the making is the machine alone
      await expect.poll(() => changing().length - savedResources()).toBe(1);

      run.kill("SIGKILL");
      for (const pid of terraformsIn(double.folder)) process.kill(pid, "SIGKILL");
      await run.ended;
      double.faults();
      const refused = await double.run(["plan", ...input(1)]);

      expect(refused.status, refused.stderr).toBe(4);
      const [, address, id] = /import '?([^' ]+\[[^\]]+\])'? '?([^'\s]+)'?/.exec(refused.stderr) ?? [];
      expect(address).toContain("machine[");
      const adopted = double.terraform(["-chdir=build/terraform", "import", String(address), String(id)]);
      expect(adopted.status, adopted.text).toBe(0);
      const healed = await apply(1);
      expect(healed, healed.stderr).toMatchObject({ status: 0 });
      expect(machines()).toEqual(["ts-demo-load-balancer-1"]);
    });

    test(`converges after hard kills of both at ${isLong ? "ten random moments" : "a random moment"} (seed ${seed})`, async () => {
      process.stderr.write(`kills of infra and terraform: LAMBDASTACK_TEST_SEED=${seed}\n`);
      const random = randomFrom(seed);
      const began = Date.now();
      await apply(2);
      const whole = Date.now() - began;
      await destroy();

      for (let round = 0; round < (isLong ? 10 : 1); round++) {
        const moment = Math.round(random() * whole);
        const run = double.start(["apply", ...input(2), "--auto-approve"]);
        await Promise.race([wait(moment), run.ended]);
        run.kill("SIGKILL");
        for (const pid of terraformsIn(double.folder)) process.kill(pid, "SIGKILL");
        await run.ended;

        const healed = await healing(2);

        expect(healed.status, `after ${moment} ms: ${healed.stderr}`).toBe(0);
        expect([moment, machines()]).toEqual([moment, ["ts-demo-load-balancer-1", "ts-demo-load-balancer-2"]]);
        expect([moment, (await double.run(["plan", ...input(2)])).stdout]).toEqual([
          moment,
          expect.stringMatching(/nothing to change, 2 as wanted/),
        ]);
        await destroy();
        expect([moment, double.cloud()]).toEqual([moment, {}]);
      }
    });

    test("keeps the state that a backend of the user's own does not take, and gives it to it before anything else", async () => {
      const folder = join(double.folder, "backend");
      mkdirSync(folder);
      await double.beside([process.execPath, backendProgram, folder, "8500"]);
      await double.run(["plan", ...input(1)]);
      writeFileSync(
        join(double.folder, "build/terraform/backend.tf"),
        'terraform {\n  backend "http" {\n    address   = "http://127.0.0.1:8500/state"\n    retry_max = 0\n  }\n}\n',
      );
      const made = await apply(1);
      expect(made, made.stderr).toMatchObject({ status: 0 });
      double.faults({ call: "create", type: cloud.machineType, delay: 2000 });
      const run = double.start(["apply", ...input(2), "--auto-approve"]);
      await expect.poll(machinesAskedFor).toBe(2);
      writeFileSync(join(folder, "refuse"), "");

      const refused = await run.ended;
      const still = await double.run(["plan", ...input(2)]);
      rmSync(join(folder, "refuse"));
      double.faults();
      const healed = await apply(2);

      expect(refused.status, refused.stderr).toBe(1);
      expect(refused.stderr).toMatch(/could not save its state; it stands in .*errored\.tfstate/);
      expect(still.status, still.stderr).toBe(4);
      expect(still.stderr).toMatch(/does not take it/);
      expect(healed, healed.stderr).toMatchObject({ status: 0 });
      expect(machinesAskedFor()).toBe(2);
      expect(JSON.parse(readFileSync(join(folder, "state.json"), "utf8")).resources.length).toBeGreaterThan(3);
    });

    test("keeps what is known when the disk is full while Terraform works, and goes on once there is room", async () => {
      const made = await apply(1);
      expect(made, made.stderr).toMatchObject({ status: 0 });
      const place = join(double.folder, "build/terraform");
      double.inside(`cp -a ${place} ${place}.kept
        mount -t tmpfs -o size=16m,mode=700 tmpfs ${place}
        cp -a ${place}.kept/. ${place}/`);
      double.faults({ call: "create", type: cloud.machineType, delay: 3000 });
      const run = double.start(["apply", ...input(2), "--auto-approve"]);
      await expect.poll(machinesAskedFor).toBe(2);
      double.inside(`cat /dev/zero > ${place}/fill 2>/dev/null || :`);
      const full = await run.ended;
      double.inside(`rm ${place}/fill`);
      double.faults();

      const healed = await apply(2);

      expect(full.status, full.stderr).toBe(1);
      expect(full.stderr).toMatch(/could not save its state; it stands in/);
      expect(full.stderr).not.toContain('"lineage"');
      expect(healed, healed.stderr).toMatchObject({ status: 0 });
      expect(healed.stderr).toMatch(/it is saved now/);
      expect(machines()).toHaveLength(2);
      expect(machinesAskedFor()).toBe(2);
      expect((await double.run(["plan", ...input(2)])).stdout).toMatch(/nothing to change, 2 as wanted/);
    });
  });
}

/** Processes of Terraform that work in a folder. */
function terraformsIn(folder: string): number[] {
  const ids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return ids
    .map(Number)
    .filter((pid) => linkOf(pid, "exe").endsWith("/terraform") && linkOf(pid, "cwd").startsWith(folder));
}

function linkOf(pid: number, name: "exe" | "cwd"): string {
  try {
    return readlinkSync(`/proc/${pid}/${name}`);
  } catch {
    return "";
  }
}
