// What a thousand roles from outside the product add to the start of a command, side by side in one run:
//   npm run bench:roles [-- ROUNDS]
// Aims: less than 150 ms for `lambdastack --help`, less than 1 s for `components list`; it ends with 1 where one is missed, which
// says something only of a computer that does nothing else. The second is also measured with an empty cache, as after a
// change of every role.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const count = 1000;
const rounds = Number(process.argv[2] ?? 9);
const program = resolve(import.meta.dirname, "../../lambdastack/dist/cli.cjs");
const folder = mkdtempSync(join(tmpdir(), "lambdastack-roles-"));
const roles = join(folder, "roles");

function writeRole(number) {
  const name = `stranger-${number}`;
  mkdirSync(join(roles, name, "apply"), { recursive: true });
  writeFileSync(
    join(roles, name, "role.yml"),
    `name: ${name}\nversion: 1.0.0\ndescription: One of many\nlabels:\n  kind: stranger\n  provides-number: "${number}"\n`,
  );
  writeFileSync(join(roles, name, "apply/index.ts"), "export default () => [];\n");
}

/** Milliseconds of a whole process. */
function timed(words, cache) {
  const begun = performance.now();
  const env = { ...process.env, XDG_CACHE_HOME: join(folder, cache) };
  const { status, stderr } = spawnSync(process.execPath, [program, ...words], { cwd: folder, encoding: "utf8", env });
  if (status !== 0) throw new Error(`${words.join(" ")} ended with ${status}: ${stderr}`);
  return performance.now() - begun;
}

const median = (values) => values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)];

/** In turn, so that both see the same computer. `aim`: milliseconds that the roles may add. */
function compare(title, words, aim) {
  const [few, many] = [[], []];
  for (let round = -1; round < rounds; round += 1) {
    const without = timed(words, "cache");
    const within = timed([...words, "--plugins", roles], "cache");
    if (round < 0) continue;
    few.push(without);
    many.push(within);
  }
  report(title, median(few), median(many));
  if (median(many) - median(few) < aim) return;
  console.log(`  missed: the aim is less than ${aim} ms`);
  process.exitCode = 1;
}

const report = (title, few, many) =>
  console.log(
    `${title.padEnd(34)} ${few.toFixed(0).padStart(6)} ms ${many.toFixed(0).padStart(6)} ms  +${(many - few).toFixed(0)} ms`,
  );

try {
  for (let number = 1; number <= count; number += 1) writeRole(number);
  console.log(`${"".padEnd(34)}   without   with ${count} more roles`);
  compare("lambdastack --help", ["--help"], 150);
  compare("components list", ["components", "list"], 1000);
  report(
    "components list, nothing in cache",
    timed(["components", "list"], "a"),
    timed(["components", "list", "--plugins", roles], "b"),
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
