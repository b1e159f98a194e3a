import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach } from "vitest";
import { parse } from "yaml";
import { checkout, type Ended, start } from "./lambdastack.ts";

/** What `plan` would do, a line each: `create machine demo-web-3`, `demo-web-1: update file:/etc/motd`. */
export interface Pending {
  status: number | null;
  stderr: string;
  infrastructure: string[];
  changes: string[];
  /** What left the list and stays. */
  unmanaged: string[];
}

interface MachinePlan {
  machine: string;
  changes: { action: string; resource: string }[];
  unmanaged: { resource: string }[];
}

type Words = readonly string[];

/** A folder that commands run in, with the documents of one cluster in `input.yaml`. */
export class Cluster {
  readonly folder: string;
  readonly build: string;

  constructor(
    readonly name: string,
    documents: string,
  ) {
    this.folder = mkdtempSync(join(tmpdir(), `${name}-`));
    this.build = join(this.folder, "build", name);
    this.write("input.yaml", documents);
  }

  read(path: string): string {
    return readFileSync(join(this.folder, path), "utf8");
  }

  write(path: string, text: string): void {
    writeFileSync(join(this.folder, path), text);
  }

  /** Changes the documents; finding nothing to change is a mistake of the test. */
  edit(from: string | RegExp, to: string): void {
    const before = this.read("input.yaml");
    const after = before.replace(from, to);
    if (after === before) throw new Error(`input.yaml holds no ${from}`);
    this.write("input.yaml", after);
  }

  /** One command line to its end, with the sample plugins. */
  run(command: "lambdastack" | "infrastructure" | "repository" | "components", ...words: Words): Promise<Ended> {
    return start(command, ["--plugins", join(checkout, "plugins"), ...words], this.folder).ended;
  }

  lambdastack(...words: Words): Promise<Ended> {
    return this.run("lambdastack", ...words);
  }

  apply(...words: Words): Promise<Ended> {
    return this.lambdastack("apply", "-f", "input.yaml", "--json", ...words);
  }

  /** One command over the documents to its end, with what it said as JSON in `data`; `{}` where it said nothing. */
  async answer(...words: Words) {
    const ended = await this.lambdastack(...words, "-f", "input.yaml", "--json");
    return { ...ended, data: JSON.parse(ended.stdout || "{}") };
  }

  async pending(...words: Words): Promise<Pending> {
    const ended = await this.lambdastack(...words, "plan", "-f", "input.yaml", "--json", "--detailed-exitcode");
    const plan = JSON.parse(ended.stdout) as {
      infrastructure?: { action: string; what: string; name: string }[];
      machines?: MachinePlan[];
    };
    const machines = plan.machines ?? [];
    return {
      status: ended.status,
      stderr: ended.stderr,
      infrastructure: (plan.infrastructure ?? []).map(({ action, what, name }) => `${action} ${what} ${name}`),
      changes: machines.flatMap(({ machine, changes }) =>
        changes.map(({ action, resource }) => `${machine}: ${action} ${resource}`),
      ),
      unmanaged: machines.flatMap(({ machine, unmanaged }) =>
        unmanaged.map(({ resource }) => `${machine}: ${resource}`),
      ),
    };
  }

  /** Addresses by machine, from the inventory. */
  addresses(): Record<string, string> {
    const { all } = parse(this.read(`build/${this.name}/inventory.yml`)) as {
      all: { hosts: Record<string, { ansible_host: string }> };
    };
    return Object.fromEntries(Object.entries(all.hosts).map(([name, { ansible_host }]) => [name, ansible_host]));
  }

  /** Runs a script as root on a machine, over the computer's own ssh, the cluster's key and its pinned host keys. */
  on(machine: string, script: string): string {
    const address = this.addresses()[machine];
    if (address === undefined) throw new Error(`there is no machine ${machine}`);
    const options = [
      `UserKnownHostsFile=${join(this.build, "keys/known_hosts")}`,
      `IdentityFile=${this.#variable("ansible_ssh_private_key_file")}`,
      "IdentitiesOnly=yes",
      "BatchMode=yes",
    ].flatMap((option) => ["-o", option]);
    const login = `${this.#variable("ansible_user")}@${address}`;
    const { status, stdout, stderr } = spawnSync("ssh", [...options, login, "sudo sh -s"], {
      input: script,
      encoding: "utf8",
    });
    if (status !== 0) throw new Error(`on ${machine}: ${script} ended with ${status}: ${stderr}`);
    return stdout.trim();
  }

  #variable(name: string): string {
    return new RegExp(`${name}: (.*)`).exec(this.read(`build/${this.name}/inventory.yml`))?.[1] ?? "";
  }

  /** Events of the run that began last. */
  lastEvents(): string {
    const last = readdirSync(join(this.build, "runs")).sort().at(-1) ?? "";
    return join(this.build, "runs", last, "events.ndjson");
  }

  /** Removes machines and folder, whatever the tests left; after a failure the logs stay, at a place that is printed. */
  async end({ hasFailed }: { hasFailed: boolean }): Promise<void> {
    if (hasFailed) this.#keepLogs();
    if (existsSync(this.build)) await this.#destroy();
    rmSync(this.folder, { recursive: true, force: true });
  }

  #keepLogs(): void {
    if (!existsSync(join(this.build, "runs"))) return;
    const kept = mkdtempSync(join(tmpdir(), `${this.name}-failed-`));
    cpSync(join(this.build, "runs"), join(kept, "runs"), { recursive: true });
    cpSync(join(this.folder, "input.yaml"), join(kept, "input.yaml"));
    process.stderr.write(`\nlogs of cluster ${this.name}: ${kept}\n`);
  }

  async #destroy(): Promise<void> {
    const { status, stderr } = await this.lambdastack("destroy", "-b", this.build, "--auto-approve", "--purge");
    if (status === 0 || stderr.includes("nothing has been applied")) return;
    throw new Error(`cluster ${this.name} was not removed; it lies in ${this.folder}: ${stderr}`);
  }
}

/** Ends clusters after the last test of the suite that calls it, in this order. */
export function endWithSuite(clusters: () => readonly (Cluster | undefined)[]): void {
  let hasFailed = false;
  afterEach(({ task }) => {
    hasFailed ||= task.result?.state === "fail";
  });
  afterAll(async () => {
    for (const cluster of clusters()) await cluster?.end({ hasFailed });
  });
}
