// npm run bench:terraform [-- --runs 5 --json]: what the driver adds to Terraform, in one run.
//  - rendering 1,000 machines for each cloud: the whole process of `infra plan`, with a program in Terraform's place that does nothing
//  - planning 100 machines that exist on AWS's emulator: Terraform alone in the work folder and `infra plan`, in turn. Where something
//    changes, the driver also asks Terraform for the plan as data (`terraform show`), which starts the provider once more
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { awsRequirements, startAws } from "../scenarios/terraform/emulator/aws-emulator.ts";

const { values: flags } = parseArgs({
  options: { runs: { type: "string", default: "5" }, json: { type: "boolean", default: false } },
});
const runs = Number(flags.runs);
const cli = resolve(import.meta.dirname, "../../infrastructure/dist/cli.cjs");
const folder = mkdtempSync(join(tmpdir(), "lambdastack-bench-"));
const measured: Record<string, unknown>[] = [];

interface Command {
  words: readonly string[];
  cwd: string;
  environment?: Record<string, string>;
  /** Exit statuses that are a success. */
  good?: readonly number[];
}

/** Wall time of the whole process, and its largest resident set as the kernel counts it (getrusage(2), children apart). */
function timed({ words, cwd, environment = {}, good = [0] }: Command): { milliseconds: number; megabytes: number } {
  const [command = "", ...rest] = words;
  const began = performance.now();
  const { status, stdout, stderr } = spawnSync(command, rest, {
    cwd,
    env: { ...process.env, ...environment },
    encoding: "utf8",
    maxBuffer: 2 ** 28,
  });
  const milliseconds = performance.now() - began;
  if (!good.includes(status ?? -1))
    throw new Error(`${words.join(" ")} ended with ${status}: ${stdout.slice(-2000)}${stderr.slice(-4000)}`);
  return { milliseconds, megabytes: Number(/^rss (\d+)$/m.exec(stderr)?.[1] ?? 0) / 1024 };
}

const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;

const cluster = (provider: string, count: number) => `kind: lambdastack-cluster
provider: ${provider}
name: default
specification:
  name: bench
  admin_user: { name: operations }
  components:
    load_balancer: { count: ${count}, machine: default${count > 250 ? ", subnets: [{ address_pool: 10.1.0.0/21 }]" : ""} }
`;

/** Prints the largest resident set of the process that it is loaded into. */
const rss = join(folder, "rss.cjs");
writeFileSync(
  rss,
  'process.on("exit", () => require("node:fs").writeSync(2, "\\nrss " + process.resourceUsage().maxRSS + "\\n"));\n',
);

const plan = (words: readonly string[]) => [
  process.execPath,
  "--require",
  rss,
  cli,
  "plan",
  "--log-level",
  "quiet",
  ...words,
];

/** Answers `version` and has nothing to change. */
function programInTerraformsPlace(): string {
  const bin = join(folder, "bin");
  mkdirSync(bin);
  const version = JSON.stringify({ terraform_version: "1.11.4", platform: "linux_amd64", provider_selections: {} });
  writeFileSync(
    join(bin, "terraform"),
    `#!/bin/sh\ncase $1 in version) echo '${version}' ;; plan) for word; do case $word in -out=*) : >"\${word#-out=}" ;; esac; done ;; esac\n`,
  );
  chmodSync(join(bin, "terraform"), 0o755);
  return bin;
}

function render(): void {
  const path = `${programInTerraformsPlace()}${delimiter}${process.env.PATH}`;
  const identity = {
    ARM_SUBSCRIPTION_ID: "x",
    GOOGLE_PROJECT: "x",
    AWS_ACCESS_KEY_ID: "x",
    AWS_SECRET_ACCESS_KEY: "x",
  };
  for (const provider of ["aws", "azure", "google"]) {
    const file = join(folder, `${provider}.yaml`);
    writeFileSync(file, cluster(provider, 1000));
    const all = Array.from({ length: runs }, (_, round) =>
      timed({
        words: plan(["-f", file, "-b", join(folder, `${provider}-${round}`)]),
        cwd: folder,
        environment: { ...identity, PATH: path },
      }),
    );
    measured.push({
      what: `render 1,000 machines, ${provider}`,
      milliseconds: Math.round(median(all.map(({ milliseconds }) => milliseconds))),
      megabytes: Math.round(Math.max(...all.map(({ megabytes }) => megabytes))),
      target: "2000 ms, 300 MB",
    });
  }
}

/** Each round Terraform and the driver plan the same, one after the other, so that a busy moment hits both. */
function compare(what: string, alone: readonly Command[], driver: Command): void {
  const pairs = Array.from({ length: runs }, () => ({
    alone: alone.reduce((sum, command) => sum + timed(command).milliseconds, 0),
    driven: timed(driver).milliseconds,
  }));
  measured.push({
    what,
    "terraform alone": Math.round(median(pairs.map((pair) => pair.alone))),
    "infra plan": Math.round(median(pairs.map(({ driven }) => driven))),
    added: `${((median(pairs.map((pair) => pair.driven / pair.alone)) - 1) * 100).toFixed(1)} %`,
    target: "10 %",
  });
}

/** A hundred machines that exist: nothing to change, and one machine more. */
async function overhead(): Promise<void> {
  const required = awsRequirements();
  if (!required) return;
  const aws = await startAws(required);
  const environment = { ...aws.environment, CHECKPOINT_DISABLE: "1", LAMBDASTACK_BOOT_LIMIT: "1" };
  try {
    const build = join(folder, "hundred");
    const infra = (command: string, count: number, good: readonly number[] = [0]): Command => {
      const file = join(folder, `${count}.yaml`);
      writeFileSync(file, cluster("aws", count));
      const words = [process.execPath, cli, command, "--log-level", "quiet", "--auto-approve", "-f", file, "-b", build];
      return { words, cwd: folder, environment, good };
    };
    // machines of the emulator answer no login, so that the apply ends with 1 once all are made
    timed(infra("apply", 100, [1]));
    const terraform = (...words: string[]): Command => ({
      words: ["terraform", ...words],
      cwd: join(build, "terraform"),
      environment,
      good: [0, 2],
    });
    const plan = terraform("plan", "-json", "-input=false", "-detailed-exitcode", "-out=bench.tfplan");
    compare("plan 100 machines, nothing to change", [plan], infra("plan", 100));
    timed(infra("plan", 101));
    const show = terraform("show", "-json", "bench.tfplan");
    compare("plan one machine more than 100, beside plan", [plan], infra("plan", 101));
    compare("plan one machine more than 100, beside plan and show", [plan, show], infra("plan", 101));
  } finally {
    await aws.stop();
  }
}

try {
  render();
  await overhead();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
if (flags.json) console.log(JSON.stringify(measured, null, 2));
else for (const one of measured) console.table([one]);
