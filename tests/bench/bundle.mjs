// Bundles beside plain tar and sha256sum on the same content, in one run: `npm run bench:bundle [-- rounds]`.
// Content: 95 files of 1 MB (as packages are), 2000 of 4 KB (as the command line is), one of 100 MB (as programs are).
import { execFileSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const rounds = Number(process.argv[2] ?? 7);
const checkout = join(import.meta.dirname, "../..");
const work = mkdtempSync(join(tmpdir(), "bench-bundle-"));
const at = (path) => join(work, path);
const cli = (...words) =>
  execFileSync(process.execPath, [join(checkout, "repository/dist/cli.cjs"), ...words], { cwd: work, stdio: "pipe" });
const shell = (script) => execFileSync("sh", ["-euc", script], { cwd: work, stdio: "pipe" });

makeContent();
execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", at("key")]);
writeFileSync(at("signers"), `bench namespaces="lambdastack-bundle" ${readFileSync(at("key.pub"), "utf8")}`);
const words = ["--key", "key", "--without", "cli", "--without", "tools"];
const ways = {
  "tar and sha256sum": {
    task: "export",
    run: () =>
      shell(
        "find downloaded more -type f -print0 | xargs -0 sha256sum > sums; tar -cf plain.tar downloaded more sums; sync plain.tar",
      ),
  },
  "repo export": {
    task: "export",
    run: () => cli("export", "--from", "downloaded", "--roles", "more", "-o", "bench.lsb", ...words),
  },
  "tar, sha256sum": {
    task: "import",
    run: () => shell("mkdir out && tar -C out -xf plain.tar && cd out && sha256sum --quiet -c sums"),
    clean: () => rmSync(at("out"), { recursive: true }),
  },
  "tar, sha256sum, sync": {
    task: "import",
    run: () => shell("mkdir out && tar -C out -xf plain.tar && cd out && sha256sum --quiet -c sums && sync -f ."),
    clean: () => rmSync(at("out"), { recursive: true }),
  },
  "repo import": {
    task: "import",
    run: () => cli("import", "bench.lsb", "-o", "in", "--signers", "signers"),
    clean: () => rmSync(at("in"), { recursive: true }),
  },
  "sha256sum alone": { task: "verify", run: () => shell("sha256sum plain.tar") },
  "repo verify": { task: "verify", run: () => cli("verify", "bench.lsb", "--signers", "signers") },
};
const times = Object.fromEntries(Object.keys(ways).map((name) => [name, []]));
for (let round = 0; round <= rounds; round += 1) {
  for (const [name, { run, clean }] of Object.entries(ways)) {
    execFileSync("sync");
    const started = performance.now();
    run();
    // the first round warms caches
    if (round > 0) times[name].push(performance.now() - started);
    clean?.();
  }
}
rmSync(work, { recursive: true });

for (const [name, { task }] of Object.entries(ways)) {
  const sorted = times[name].toSorted((one, other) => one - other);
  const [median, least, most] = [sorted[Math.floor(sorted.length / 2)], sorted[0], sorted.at(-1)];
  console.log(`${task.padEnd(8)} ${name.padEnd(24)} ${ms(median)} (${ms(least)} to ${ms(most)})`);
}

function ms(value) {
  return `${Math.round(value)} ms`.padStart(8);
}

function makeContent() {
  const files = [];
  const put = (path, bytes) => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
  };
  for (let number = 0; number < 96; number += 1) {
    const bytes = randomBytes(number === 0 ? 100e6 : 1e6);
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    put(at(`downloaded/store/sha256/${sha256.slice(0, 2)}/${sha256}`), bytes);
    files.push({
      id: `file${number}`,
      architecture: "any",
      urls: ["http://127.0.0.1:9/x"],
      size: bytes.length,
      sha256,
      neededBy: ["bench"],
    });
  }
  for (let number = 0; number < 2000; number += 1) put(at(`more/r${number % 50}/f${number}`), randomBytes(4000));
  const lock = {
    files,
    images: [],
    kind: "repository-lock",
    requirements: { bench: "0".repeat(64) },
    systems: {},
    version: 1,
  };
  put(at("downloaded/lock.json"), JSON.stringify(lock));
}
