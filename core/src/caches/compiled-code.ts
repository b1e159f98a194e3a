import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import Module, { createRequire } from "node:module";
import { basename, dirname } from "node:path";
import { Script } from "node:vm";
import { keptFiles } from "./kept-files.ts";

/** Below this compiling costs less than looking a file up. */
const worthKeeping = 50_000;
/** The bundles of several versions. */
const keptAtMost = 24;

/**
 * Keeps what V8 compiled of the program's bundles, those in `bundleFolders`, in `folder`, and takes it from there at the
 * next start: that saves a fifth of a second of every command. Node 22 does the same with `module.enableCompileCache`;
 * the packages that do it for Node 20 keep only what is compiled at loading, and in a bundle nearly everything is
 * compiled when it is first called.
 */
export function keepCompiledCode(folder: string, bundleFolders: readonly string[]): void {
  const kept = keptFiles(folder, keptAtMost);
  const { extensions } = createRequire(import.meta.url);
  const asUsual = extensions[".js"];
  const fresh: { script: Script; key: string }[] = [];
  extensions[".cjs"] = (module, file) => {
    const source = bundleFolders.includes(dirname(file)) ? readFileSync(file, "utf8") : "";
    if (source.length < worthKeeping) return asUsual?.(module, file);
    const key = keyOf(file, source);
    const cachedData = kept.read(key);
    const script = compile(file, source, cachedData);
    if (cachedData === undefined || script.cachedDataRejected === true) fresh.push({ script, key });
    run(script, module, file);
  };
  process.on("exit", () => {
    for (const { script, key } of fresh) kept.write(key, script.createCachedData());
  });
}

/** V8 checks its own version and the length of the source; the rest is up to the key. */
function keyOf(file: string, source: string): string {
  const hash = createHash("sha256").update(`${process.version} ${process.arch} `).update(source).digest("hex");
  return `${basename(dirname(dirname(file)))}-${basename(file)}-${hash.slice(0, 32)}`;
}

/** As Node itself wraps a CommonJS module; errors keep their columns. */
function compile(file: string, source: string, cachedData: Buffer | undefined): Script {
  const code = Module.wrap(source);
  const columnOffset = -code.indexOf(source);
  return new Script(code, { filename: file, columnOffset, ...(cachedData ? { cachedData } : {}) });
}

type Wrapped = (exports: unknown, require: NodeRequire, module: NodeModule, file: string, folder: string) => void;

function run(script: Script, module: NodeModule, file: string): void {
  const wrapped = script.runInThisContext() as Wrapped;
  wrapped.call(module.exports, module.exports, createRequire(file), module, file, dirname(file));
}
