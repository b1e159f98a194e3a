// The repository's work on the packages of examples/quickstart.yaml, from this computer's mirror, in one run:
// `npm run bench:repository [-- rounds]`. Metadata stands beside reprepro and aptly on the same packages (apt-get install reprepro aptly).
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, linkSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const rounds = Number(process.argv[2] ?? 5);
const checkout = join(import.meta.dirname, "../..");
const work = mkdtempSync(join(tmpdir(), "bench-repository-"));
const at = (...path) => join(work, ...path);
const repo = (...words) =>
  execFileSync(
    process.execPath,
    [
      join(checkout, "repository/dist/cli.cjs"),
      "--plugins",
      join(checkout, "plugins"),
      "--log-level",
      "quiet",
      ...words,
    ],
    { cwd: work, stdio: "pipe" },
  );
const shell = (script, environment = {}) =>
  execFileSync("sh", ["-euc", script], { cwd: work, stdio: "pipe", env: { ...process.env, ...environment } });
const has = (program) => spawnSync("sh", ["-c", `command -v ${program}`]).status === 0;

cpSync(join(checkout, "examples/quickstart.yaml"), at("input.yaml"));
const gnupg = { GNUPGHOME: at("keys") };
mkdirSync(at("keys"), { mode: 0o700 });

const ways = {
  "resolve: repo lock": { run: () => repo("lock", "-f", "input.yaml") },
  "download: repo download": {
    run: () => repo("download", "-f", "input.yaml", "-o", "fresh"),
    clean: () => rmSync(at("fresh"), { recursive: true }),
  },
  "repeat: repo download": { run: () => repo("download", "-f", "input.yaml", "-o", "downloaded") },
  "repeat: sha256sum": { run: () => shell("find downloaded/store/sha256 -type f -print0 | xargs -0 sha256sum") },
  "metadata: ours": {
    prepare: () => links("ours/apt/debian-12"),
    run: () =>
      shell(
        `at=${at("ours")}; id=bench; . ${join(checkout, "repository/os/debian/index-packages.sh")}; index_apt debian-12`,
        gnupg,
      ),
    clean: () => rmSync(at("ours"), { recursive: true }),
  },
  ...(has("reprepro") && {
    "metadata: reprepro": {
      prepare() {
        links("debs");
        mkdirSync(at("reprepro/conf"), { recursive: true });
        writeFileSync(
          at("reprepro/conf/distributions"),
          "Codename: bench\nArchitectures: amd64\nComponents: main\nSignWith: yes\n",
        );
      },
      run: () => shell("reprepro --silent --ignore=extension -b reprepro includedeb bench debs/*.deb", gnupg),
      clean: () => ["reprepro", "debs"].map((name) => rmSync(at(name), { recursive: true })),
    },
  }),
  ...(has("aptly") && {
    "metadata: aptly": {
      prepare() {
        links("debs");
        writeFileSync(at("aptly.conf"), JSON.stringify({ rootDir: at("aptly"), architectures: ["amd64"] }));
      },
      run: () =>
        shell(
          "aptly -config=aptly.conf repo create bench; aptly -config=aptly.conf repo add bench debs; aptly -config=aptly.conf -skip-contents -distribution=bench -batch publish repo bench",
          gnupg,
        ),
      clean: () => ["aptly", "debs"].map((name) => rmSync(at(name), { recursive: true })),
    },
  }),
};

/** The packages by their names, without copying them. */
function links(folder) {
  mkdirSync(at(folder), { recursive: true });
  const { systems } = JSON.parse(readFileSync(at("downloaded/lock.json"), "utf8"));
  for (const { filename, sha256 } of systems["debian-12"].packages)
    linkSync(at("downloaded/store/sha256", sha256.slice(0, 2), sha256), at(folder, filename));
}

try {
  shell("gpg --batch --quiet --passphrase '' --quick-gen-key 'Bench <bench@example.org>' ed25519 sign never", gnupg);
  repo("lock", "-f", "input.yaml");
  repo("download", "-f", "input.yaml", "-o", "downloaded");
  const times = Object.fromEntries(Object.keys(ways).map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1)
    for (const [name, { prepare, run, clean }] of Object.entries(ways)) {
      prepare?.();
      const began = performance.now();
      run();
      times[name].push(performance.now() - began);
      clean?.();
    }
  console.table(
    Object.entries(times).map(([what, all]) => {
      const sorted = all.toSorted((one, other) => one - other);
      const [median, min, max] = [sorted[Math.floor(sorted.length / 2)], sorted[0], sorted.at(-1)].map(Math.round);
      return { what, "median ms": median, min, max };
    }),
  );
} finally {
  shell("gpgconf --kill all || :", gnupg);
  rmSync(work, { recursive: true, force: true });
}
