import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Fault, writeFaults } from "../terraform-double/cloud/faults.mjs";
import { callsIn } from "../terraform-double/cloud/open-cloud.mjs";
import { makeMirror } from "../terraform-double/make-mirror.mjs";
import { checkout, type Ended, type Started } from "./lambdastack.ts";

const double = join(checkout, "tests/terraform-double");
/** Of the cloud's own interface; each double has a network namespace of its own. */
const apiPort = 8443;

export interface Call {
  call: string;
  type: string;
  name?: string;
  refused?: string;
}

/** A double of a cloud, with machines that one can log in to. Needs root, for namespaces of its own. */
export interface Double {
  folder: string;
  environment: Readonly<Record<string, string>>;
  /** Starts `infra` where the machines' addresses lead to the double. */
  start(words: readonly string[]): Started;
  run(words: readonly string[]): Promise<Ended>;
  terraform(words: readonly string[]): { status: number | null; text: string };
  /** Runs a script where the commands run; mounts are seen there alone. Throws when it fails. */
  inside(script: string): string;
  /** Starts a program where the commands run, and waits for its first word. It ends when the double is closed. */
  beside(words: readonly string[]): Promise<void>;
  calls(): Call[];
  /** What is in the fake cloud, by id. */
  cloud(): Record<string, { type: string; values: Record<string, unknown> }>;
  /** Changes the fake cloud by hand, behind Terraform's back. */
  change(by: (cloud: ReturnType<Double["cloud"]>) => void): void;
  faults(...faults: Fault[]): void;
  close(): void;
}

/** Terraform, root and namespaces; without them these tests cannot be run, which their titles say. */
export const doublePossible =
  process.getuid?.() === 0 &&
  spawnSync("terraform", ["version"]).status === 0 &&
  spawnSync("unshare", ["--net", "--mount", "true"]).status === 0;

export async function openDouble(provider: "azurerm" | "google"): Promise<Double> {
  const folder = mkdtempSync(join(tmpdir(), `double-${provider}-`));
  const own = provider === "azurerm" ? azureEnvironment(folder) : googleEnvironment();
  const environment = { ...makeMirror(folder, provider), ...own };
  mkdirSync(join(folder, "cloud"), { recursive: true });
  const keeper = await startSurroundings(provider, folder);
  const companions: ChildProcess[] = [];
  const inside = ["-t", String(keeper.pid), "-n", "-m", `--wd=${folder}`, "--"];
  const env = { ...process.env, ...environment };
  const start = (words: readonly string[]): Started => {
    const cli = join(checkout, "infrastructure/dist/cli.cjs");
    const plugins = ["--plugins", join(checkout, "plugins"), "--plugins", join(folder, "roles")];
    mkdirSync(join(folder, "roles"), { recursive: true });
    return follow(spawn("nsenter", [...inside, process.execPath, cli, ...plugins, ...words], { env }));
  };
  return {
    folder,
    environment,
    start,
    run: (words) => start(words).ended,
    terraform(words) {
      const { status, stdout, stderr } = spawnSync("terraform", [...words], { cwd: folder, env, encoding: "utf8" });
      return { status, text: `${stdout}${stderr}` };
    },
    inside(script) {
      const { status, stdout, stderr } = spawnSync("nsenter", [...inside, "sh", "-ec", script], {
        env,
        encoding: "utf8",
      });
      if (status !== 0) throw new Error(`${script} ended with ${status}: ${stderr}`);
      return stdout;
    },
    async beside(words) {
      const child = spawn("nsenter", [...inside, ...words], { env, stdio: ["pipe", "pipe", "inherit"] });
      companions.push(child);
      await new Promise((ready, failed) => {
        child.stdout?.once("data", ready);
        child.once("exit", (status) => failed(new Error(`${words.join(" ")} ended with ${status}`)));
      });
    },
    calls: () => callsIn(join(folder, "cloud")),
    cloud: () => cloudIn(folder),
    change(by) {
      const cloud = cloudIn(folder);
      by(cloud);
      writeFileSync(join(folder, "cloud/cloud.json"), JSON.stringify(cloud));
    },
    faults: (...faults) => writeFaults(join(folder, "cloud"), faults),
    close() {
      for (const companion of companions) companion.stdin?.end();
      keeper.stdin?.end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function startSurroundings(provider: string, folder: string): Promise<ChildProcess> {
  const words = ["--net", "--mount", "sh", join(double, "machines/enter.sh"), process.execPath];
  const args = [join(double, "surroundings.mjs"), provider, folder, String(apiPort)];
  const keeper = spawn("unshare", [...words, ...args], { stdio: ["pipe", "pipe", "inherit"] });
  await new Promise((ready, failed) => {
    keeper.stdout?.once("data", ready);
    keeper.once("exit", (status) => failed(new Error(`the double's surroundings ended with ${status}`)));
  });
  return keeper;
}

function follow(child: ChildProcess): Started {
  let [stdout, stderr] = ["", ""];
  child.stdout?.on("data", (chunk) => {
    stdout += chunk;
  });
  child.stderr?.on("data", (chunk) => {
    stderr += chunk;
  });
  child.stdin?.end();
  const ended = new Promise<Ended>((done, failed) => {
    child.on("error", failed);
    child.on("close", (status, signal) => done({ status, signal, stdout, stderr }));
  });
  return { pid: child.pid ?? 0, ended, kill: (signal) => child.kill(signal) };
}

function cloudIn(folder: string): ReturnType<Double["cloud"]> {
  return JSON.parse(readFileSync(join(folder, "cloud/cloud.json"), "utf8"));
}

const googleEnvironment = () => ({
  GOOGLE_PROJECT: "double-project",
  GOOGLE_OAUTH_ACCESS_TOKEN: "of-the-double",
  GOOGLE_COMPUTE_CUSTOM_ENDPOINT: `http://127.0.0.1:${apiPort}/compute/v1/`,
});

function azureEnvironment(folder: string) {
  const [key, certificate] = ["key.pem", "cert.pem"].map((name) => join(folder, name)) as [string, string];
  const subject = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"];
  const files = ["-keyout", key, "-out", certificate];
  const made = spawnSync("openssl", [
    "req",
    "-x509",
    "-newkey",
    "rsa:2048",
    "-nodes",
    "-days",
    "2",
    ...subject,
    ...files,
  ]);
  if (made.status !== 0) throw new Error(`openssl made no certificate: ${made.stderr}`);
  const identity = "00000000-0000-0000-0000-00000000000";
  return {
    ARM_SUBSCRIPTION_ID: `${identity}1`,
    ARM_TENANT_ID: `${identity}2`,
    ARM_CLIENT_ID: `${identity}3`,
    ARM_CLIENT_SECRET: "of-the-double",
    ARM_METADATA_HOSTNAME: `127.0.0.1:${apiPort}`,
    NODE_EXTRA_CA_CERTS: certificate,
  };
}

/** Roles that stand for those that are not written yet, each with an empty task. */
export function standInRoles(folder: string, names: readonly string[]): void {
  for (const name of names) {
    const place = join(folder, "roles", name);
    mkdirSync(join(place, "apply"), { recursive: true });
    const short = name.replaceAll("-", "");
    const manifest = {
      name,
      version: "1.0.0",
      description: "Stands in for a role",
      labels: { kind: "software", short },
    };
    writeFileSync(join(place, "role.yml"), JSON.stringify(manifest));
    const task = 'import { defineTask } from "@lambdastack/core/role";\nexport default defineTask(() => []);\n';
    writeFileSync(join(place, "apply/index.ts"), task);
  }
}
