import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EC2Client, TerminateInstancesCommand } from "@aws-sdk/client-ec2";
import { buildFolder, type ProviderContext } from "@lambdastack/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import provider, { aws } from "../../../infrastructure/providers/aws/index.ts";
import { cloudUnderTest } from "../../../infrastructure/src/terraform/fixtures/cloud-under-test.ts";
import { Cluster } from "../../lab/cluster.ts";
import { type AwsEmulator, awsRequirements, startAws } from "./emulator/aws-emulator.ts";
import { terraformIn } from "./emulator/processes.ts";

const required = awsRequirements();

/**
 * Machines lie on loopback, so that a test's login goes nowhere else. The emulator makes no machines that answer: every
 * apply here makes and records what it should and then ends with 1, because nobody can log in.
 */
const documents = `kind: lambdastack-cluster
provider: aws
name: default
specification:
  name: demo
  prefix: tst
  cloud:
    vnet_address_pool: 127.16.0.0/20
  components:
    load_balancer: { count: 3, machine: default }
---
kind: infrastructure/vpc
provider: aws
name: default
specification:
  enable_dns_hostnames: false
`;

describe.skipIf(!required)(
  "aws on an emulator of its API, with the real Terraform and provider, up to the login",
  () => {
    let cluster: Cluster;
    let emulator: AwsEmulator;
    const before = { ...process.env };

    beforeAll(async () => {
      if (!required) return;
      emulator = await startAws(required);
      Object.assign(process.env, emulator.environment, { LAMBDASTACK_BOOT_LIMIT: "1" });
      delete process.env.AWS_CA_BUNDLE;
      cluster = new Cluster("demo", documents);
    });
    afterAll(async () => {
      await emulator?.stop();
      process.env = before;
      if (cluster) rmSync(cluster.folder, { recursive: true });
    });

    const infra = (...words: string[]) => cluster.run("infrastructure", ...words);
    const apply = () => infra("apply", "-f", "input.yaml", "--auto-approve");
    const inTerraform = (name: string): string => join(cluster.build, "terraform", name);
    const machine = (index: number): string => `tst-demo-load-balancer-${index}`;
    /** What would be done, a line each, without the counts. */
    const planned = async (): Promise<string[]> => {
      const { stdout, status, stderr } = await infra("plan", "-f", "input.yaml");
      if (status !== 0) throw new Error(stderr);
      return [...stdout.matchAll(/^ {2}[+~±-] (\w+ .+?)(?: {2}\(.*\))?$/gm)].map(([, line]) => line ?? "");
    };
    interface Section {
      id: string;
      nodes: { name: string; id: string; privateIP: string }[];
    }
    const section = (): Section => (parse(cluster.read("build/demo/state.yml")) as { awsbi: Section }).awsbi;
    const found = async (id = section().id) => {
      const { manifest } = cloudUnderTest(aws).resolve(cluster.read("input.yaml"));
      const { signal } = new AbortController();
      const access = {
        manifest,
        signal,
        environment: process.env,
        variables: process.env,
        secret: () => undefined,
        id,
      };
      return aws.find(access);
    };

    it("plans three machines and what they stand in, and makes nothing", async () => {
      const changes = await planned();

      expect(changes.filter((line) => line.startsWith("create machine"))).toEqual(
        [1, 2, 3].map((n) => `create machine ${machine(n)}`),
      );
      expect(changes.every((line) => line.startsWith("create "))).toBe(true);
      expect(existsSync(join(cluster.build, "state.yml"))).toBe(false);
    });

    it("makes them and then has nothing left to do", async () => {
      const { status, stderr } = await apply();

      expect(status, stderr).toBe(1);
      expect(section().nodes.map(({ name, privateIP }) => [name, privateIP])).toEqual([
        [machine(1), "127.16.0.4"],
        [machine(2), "127.16.0.5"],
        [machine(3), "127.16.0.6"],
      ]);
      expect(await planned()).toEqual([]);
    });

    it("keeps everything private, and no credential anywhere", () => {
      const modes = readdirSync(inTerraform(""), { withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ name }) => statSync(inTerraform(name)).mode & 0o777);
      const holding = spawnSync("grep", ["-rl", "testing-secret", cluster.folder], { encoding: "utf8" }).stdout;

      expect([...new Set(modes)]).toEqual([0o600]);
      expect(statSync(inTerraform("")).mode & 0o777).toBe(0o700);
      expect(holding).toBe("");
    });

    it("adds exactly the fourth machine", async () => {
      cluster.edit("count: 3", "count: 4");

      expect(await planned()).toEqual([`create machine ${machine(4)}`]);
      await apply();
      expect(await planned()).toEqual([]);
    });

    it("makes a machine again that was terminated behind its back, with its name and address", async () => {
      const lost = section().nodes[1];
      const client = new EC2Client({
        region: "us-east-1",
        endpoint: emulator.environment.AWS_ENDPOINT_URL ?? "",
        credentials: { accessKeyId: "testing", secretAccessKey: "testing" },
      });
      await client.send(new TerminateInstancesCommand({ InstanceIds: [lost?.id ?? ""] }));

      expect((await found()).map(({ name }) => name)).not.toContain(machine(2));
      expect(await planned()).toEqual([`create machine ${machine(2)}`]);
      await apply();

      const again = section().nodes[1];
      expect(again).toMatchObject({ name: machine(2), privateIP: lost?.privateIP });
      expect(again?.id).not.toBe(lost?.id);
      expect((await found()).find(({ name }) => name === machine(2))).toMatchObject({
        id: again?.id,
        status: "running",
      });
    });

    it("refuses to go on from an empty state, and says the way back", async () => {
      copyFileSync(inTerraform("terraform.tfstate"), join(cluster.folder, "kept"));
      truncateSync(inTerraform("terraform.tfstate"));

      const { status, stderr } = await infra("plan", "-f", "input.yaml");
      const [back = "false"] = /cp '.*$/m.exec(stderr) ?? [];

      expect(status).toBe(4);
      expect(spawnSync("sh", ["-c", back]).status).toBe(0);
      expect(readFileSync(inTerraform("terraform.tfstate"), "utf8")).toBe(cluster.read("kept"));
      expect(await planned()).toEqual([]);
    });

    it("lists what a killed Terraform left behind, and adopts it with the command it names", async () => {
      cluster.edit("count: 4", "count: 5");
      const running = apply();
      await expect.poll(async () => (await found()).length).toBe(5);
      const processes = terraformIn(cluster.folder);
      if (!processes) throw new Error("Terraform is not running");
      for (const pid of [processes.terraform, ...processes.providers]) process.kill(pid, "SIGKILL");
      expect((await running).status).toBe(1);

      const refused = await infra("plan", "-f", "input.yaml");
      const [adopt = "false"] = /^\s*(?:hint: )?('.*' -chdir=.* import .*)$/m.exec(refused.stderr)?.slice(1) ?? [];

      expect(refused.status).toBe(4);
      expect(refused.stderr).toContain(`machine ${machine(5)}`);
      expect(spawnSync("sh", ["-c", adopt], { encoding: "utf8" }).status).toBe(0);
      expect(await planned()).not.toContain(`create machine ${machine(5)}`);
      await apply();
      expect(await planned()).toEqual([]);
      expect(await found()).toHaveLength(5);
    });

    it("names the machines that fewer would cost, and needs an approval for it", async () => {
      cluster.edit("count: 5", "count: 4");

      expect(await planned()).toEqual([`delete machine ${machine(5)}`]);
      expect((await infra("apply", "-f", "input.yaml")).status).toBe(4);
      await apply();
      expect((await found()).map(({ name }) => name).sort()).toEqual([1, 2, 3, 4].map(machine));
    });

    it("removes nothing of a component that is protected", async () => {
      cluster.edit("machine: default }", "machine: default, prevent_destroy: true }");

      const { status, stderr } = await infra("destroy", "-f", "input.yaml", "-b", cluster.build, "--auto-approve");

      expect([status, await found()]).toEqual([4, expect.objectContaining({ length: 4 })]);
      expect(stderr).toContain("prevent_destroy");
    });

    it("destroys everything, and then the build folder", async () => {
      const { id } = section();

      const { status, stderr } = await infra("destroy", "-b", cluster.build, "--auto-approve");

      expect(status, stderr).toBe(0);
      expect(await found(id)).toEqual([]);
      expect(existsSync(cluster.build)).toBe(false);
    });

    const minimal = join(import.meta.dirname, "../../../../shared/inputs/lambdastack-1.3-minimal-aws.yml");
    it.skipIf(!existsSync(minimal))(
      `plans the old products' smallest input${existsSync(minimal) ? "" : " (SKIPPED: no file)"}`,
      async () => {
        const root = join(mkdtempSync(join(tmpdir(), "minimal-")), "build");
        const { manifest, secrets, componentRoles } = cloudUnderTest(aws).resolve(readFileSync(minimal, "utf8"));
        const context: ProviderContext = {
          manifest,
          componentRoles,
          folder: buildFolder(root),
          section: undefined,
          nodes: [],
          lineage: "",
          events: { emit: () => undefined, subscribe: () => () => undefined },
          signal: new AbortController().signal,
          concurrency: 8,
          environment: process.env,
          secret: (name) => secrets[name],
          record: async () => undefined,
        };

        const plan = await provider.plan(context);

        expect(plan.machines).toHaveLength(11);
        expect(plan.changes.filter(({ what }) => what === "machine")).toHaveLength(11);
        await expect(provider.apply(context, plan)).rejects.toMatchObject({ code: "ssh-sources-missing" });
      },
    );
  },
);
