// Bundles core once (dist/index.cjs), and over it the CLIs of the packages; see docs/how-it-works.md, "Bundles".
import { chmod, readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { version } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));

/** The command line is read before anything else is loaded: what runs a command is a file of its own. */
const separateProgram = {
  name: "separate-program",
  setup({ onResolve }) {
    onResolve({ filter: /\/program\.ts$/ }, ({ kind }) =>
      kind === "dynamic-import" ? { path: "./program.cjs", external: true } : undefined,
    );
  },
};

/** Packages share one core, so that an error or a hook is the same thing in all of them and in plugins. */
const sharedCore = {
  name: "shared-core",
  setup({ onResolve }) {
    onResolve({ filter: /^@lambdastack\/core$/ }, () => ({ path: "../../core/dist/index.cjs", external: true }));
  },
};

const settings = {
  bundle: true,
  platform: "node",
  format: "cjs",
  target: "node20.19",
  minifySyntax: true,
  minifyWhitespace: true,
  keepNames: true,
  conditions: ["source"],
  supported: { "dynamic-import": false },
  define: { PRODUCT_VERSION: JSON.stringify(version), "import.meta.url": "__importMetaUrl" },
  banner: { js: 'const __importMetaUrl=require("node:url").pathToFileURL(__filename).href;' },
  // jiti loads its own files by path; the others are optional native parts of ssh2 that it does without
  external: ["jiti", "cpu-features", "./crypto/build/Release/sshcrypto.node", "*.node"],
  logLevel: "warning",
};

const entry = (path, plugins = [sharedCore]) => {
  const [workspace] = path.split("/");
  const name = path.slice(path.lastIndexOf("/") + 1, -".ts".length);
  return {
    path,
    outfile: `${workspace}/dist/${name === "index" && path.includes("role-api") ? "role-api" : name}.cjs`,
    plugins,
  };
};

const entries = [
  entry("core/src/index.ts", []),
  entry("core/src/role-api/index.ts", []),
  ...["infrastructure", "repository", "components", "lambdastack"].flatMap((workspace) => [
    entry(`${workspace}/src/index.ts`),
    entry(`${workspace}/src/program.ts`),
    entry(`${workspace}/src/cli.ts`, [separateProgram, sharedCore]),
  ]),
];

await Promise.all(
  ["core", "infrastructure", "repository", "components", "lambdastack"].map((workspace) =>
    rm(join(root, workspace, "dist"), { recursive: true, force: true }),
  ),
);
await Promise.all(
  entries.map(({ path, outfile, plugins }) =>
    build({ ...settings, absWorkingDir: root, entryPoints: [path], outfile, plugins }),
  ),
);
for (const workspace of ["infrastructure", "repository", "components", "lambdastack"])
  await chmod(join(root, workspace, "dist/cli.cjs"), 0o755);
