// Runs every check and test suite, counts what passed and failed, and closes with one line that says so.
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { endLeftovers } from "./end-leftovers.mjs";

const reports = await mkdtemp(join(tmpdir(), "lambdastack-tests-"));
const totals = { passed: 0, failed: 0, skipped: 0 };

/** Resolves with whether it ended well. What it prints comes at once, or, of one that runs beside another, at its end. */
const run = (command, args, { beside = false } = {}) =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ["ignore", ...(beside ? ["pipe", "pipe"] : ["inherit", "inherit"])] });
    const printed = [];
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => printed.push(chunk));
    child.on("error", reject);
    child.on("close", (code) => {
      process.stdout.write(Buffer.concat(printed));
      resolve(code === 0);
    });
  });

async function check(name, command, args) {
  const passed = await run(command, args, { beside: true });
  totals[passed ? "passed" : "failed"] += 1;
  console.log(`== ${name}${passed ? "" : " FAILED"}`);
}

async function suite(project, options) {
  console.log(`\n== tests: ${project}`);
  const report = join(reports, `${project}.json`);
  const arguments_ = [
    "vitest",
    "run",
    "--project",
    project,
    "--reporter=default",
    "--reporter=json",
    `--outputFile=${report}`,
  ];
  const passed = await run("npx", [...arguments_, ...process.argv.slice(2)], options);
  const counts = await readFile(report, "utf8").then(JSON.parse, () => undefined);
  totals.passed += counts?.numPassedTests ?? 0;
  totals.failed += counts?.numFailedTests ?? 1;
  totals.skipped += (counts?.numPendingTests ?? 0) + (counts?.numTodoTests ?? 0);
  if (!passed && counts?.numFailedTests === 0) totals.failed += 1;
}

endLeftovers();
await Promise.all([
  check("lint", "npx", ["biome", "check", "."]),
  check("types", "npx", ["tsc", "-p", "tsconfig.json"]),
  check("unused code and dependencies", "npx", ["knip"]),
]);
await suite("unit");
await Promise.all([suite("machines"), suite("roles", { beside: true }), suite("programs", { beside: true })]);
await suite("alone");
await rm(reports, { recursive: true, force: true });

console.log(`\n${totals.passed} passed, ${totals.failed} failed${totals.skipped ? `, ${totals.skipped} skipped` : ""}`);
process.exitCode = totals.failed === 0 ? 0 : 1;
