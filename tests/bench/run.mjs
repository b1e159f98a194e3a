// npm run bench [-- --runs 5 --machines 1,4 --json]: the twenty-task workload beside Ansible and a script over OpenSSH, in turn, in one run.
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { parse } from "yaml";
import { resetScript, shellScript } from "./shell-script.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const cli = join(here, "../../lambdastack/dist/cli.cjs");
const { values: flags } = parseArgs({
  options: {
    runs: { type: "string", default: "5" },
    machines: { type: "string", default: "1,4" },
    json: { type: "boolean", default: false },
  },
});
const runs = Number(flags.runs);
const folder = await mkdtemp(join(tmpdir(), "lambdastack-bench-"));

/** Whoever ends the benchmark early gets the machines removed all the same. */
const ended = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => ended.abort());

function run(command, words, { input = "", environment = {}, signal = ended.signal } = {}) {
  const began = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(command, words, { cwd: folder, env: { ...process.env, ...environment }, signal });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
    child.on("error", reject);
    child.on("close", (status) => resolve({ status, output, milliseconds: performance.now() - began }));
    child.stdin.end(input);
  });
}

async function must(command, words, options) {
  const result = await run(command, words, options);
  if (result.status !== 0)
    throw new Error(`${command} ${words.join(" ")} ended with ${result.status}:\n${result.output.slice(-3000)}`);
  return result;
}

const stack = (words) =>
  must(process.execPath, [cli, "--plugins", join(here, "plugins"), "--log-level", "quiet", ...words]);

const documents = (count) => `kind: lambdastack-cluster
name: default
provider: local
specification:
  name: bench
  admin_user: { name: root }
  local: { address_pool: 10.78.0.0/24, network: full }
  components:
    bench: { count: ${count} }
---
kind: configuration/feature-mapping
name: default
specification:
  roles_mapping: { bench: [bench-workload] }
`;

async function machinesOf() {
  const inventory = parse(await readFile(join(folder, "build/bench/inventory.yml"), "utf8"));
  return Object.entries(inventory.all.hosts).map(([name, { ansible_host }]) => ({ name, address: ansible_host }));
}

async function overSsh(machines, scriptOf) {
  const inventory = parse(await readFile(join(folder, "build/bench/inventory.yml"), "utf8"));
  const options = ["-o", `UserKnownHostsFile=${join(folder, "build/bench/keys/known_hosts")}`, "-o", "BatchMode=yes"];
  const key = ["-i", inventory.all.vars.ansible_ssh_private_key_file, "-o", "IdentitiesOnly=yes"];
  const began = performance.now();
  await Promise.all(
    machines.map(({ name, address }) =>
      must("ssh", [...options, ...key, `root@${address}`, "sh"], { input: scriptOf(name) }),
    ),
  );
  return { milliseconds: performance.now() - began };
}

const ansible = () =>
  must("ansible-playbook", ["-i", "build/bench/inventory.yml", "-f", "50", join(here, "ansible/play.yml")], {
    environment: {
      ANSIBLE_PIPELINING: "True",
      ANSIBLE_SSH_CONTROL_PATH_DIR: join(folder, "cp"),
      ANSIBLE_SSH_ARGS: `-o ControlMaster=auto -o ControlPersist=60s -o UserKnownHostsFile=${join(folder, "build/bench/keys/known_hosts")}`,
    },
  });

/** Masters that an earlier run left would make its connection a warm one. */
const endAnsibleConnections = () => rm(join(folder, "cp"), { recursive: true, force: true });

/** Ansible's modules need it; what the other two need is there already. */
const pythonScript =
  "command -v python3 >/dev/null || { apt-get -q update && apt-get -qy install python3-minimal python3-apt; }";

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
const measured = [];

async function measure(count, kind, tools, before) {
  const times = Object.fromEntries(Object.keys(tools).map((name) => [name, []]));
  for (let round = 0; round < runs; round++)
    for (const [name, tool] of Object.entries(tools)) {
      await before?.();
      await endAnsibleConnections();
      times[name].push((await tool()).milliseconds);
    }
  const floor = median(times.script);
  for (const [name, all] of Object.entries(times))
    measured.push({
      machines: count,
      kind,
      tool: name,
      median: median(all),
      min: Math.min(...all),
      max: Math.max(...all),
      ratio: median(all) / floor,
    });
}

try {
  for (const count of flags.machines.split(",").map(Number)) {
    await writeFile(join(folder, "input.yaml"), documents(count));
    await stack(["apply", "-f", "input.yaml", "--auto-approve"]);
    const machines = (await machinesOf()).slice(0, count);
    await overSsh(machines, () => pythonScript);
    const tools = {
      script: () => overSsh(machines, shellScript),
      lambdastack: () => stack(["components", "apply", "-b", "build/bench"]),
      ansible,
    };
    await measure(count, "first apply", tools, () => overSsh(machines, () => resetScript));
    for (const tool of Object.values(tools)) await tool();
    await measure(count, "no-op", tools);
  }
  const startUp = { node: [], version: [], help: [] };
  for (let round = 0; round < Math.max(runs, 5); round++) {
    startUp.node.push((await must(process.execPath, ["-e", "0"])).milliseconds);
    startUp.version.push((await must(process.execPath, [cli, "--version"])).milliseconds);
    startUp.help.push((await must(process.execPath, [cli, "--help"])).milliseconds);
  }
  for (const [tool, all] of Object.entries(startUp))
    measured.push({
      machines: 0,
      kind: "start-up",
      tool,
      median: median(all),
      min: Math.min(...all),
      max: Math.max(...all),
      ratio: median(all) / median(startUp.node),
    });
} finally {
  const words = ["destroy", "-b", "build/bench", "--auto-approve", "--purge"];
  await run(process.execPath, [cli, ...words], { signal: AbortSignal.timeout(120_000) });
  await rm(folder, { recursive: true, force: true });
}

if (flags.json) console.log(JSON.stringify(measured, null, 2));
else
  console.table(
    measured.map(({ median: m, min, max, ratio, ...rest }) => ({
      ...rest,
      "median ms": Math.round(m),
      min: Math.round(min),
      max: Math.round(max),
      ratio: ratio.toFixed(2),
    })),
  );
