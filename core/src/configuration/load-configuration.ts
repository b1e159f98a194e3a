import { readFile } from "node:fs/promises";
import { dirname, isAbsolute, relative, resolve } from "node:path";
import { Ajv, type ValidateFunction } from "ajv";
import type { Loader, Options, PublicExplorer } from "cosmiconfig";
import * as explorers from "cosmiconfig/dist/Explorer.js";
import { parse } from "yaml";
import type { EngineName } from "../container-modules/container-engine.ts";
import { StackError } from "../errors/stack-error.ts";
import { checkedYaml } from "../plugin-host/checked-yaml.ts";
import schema from "./configuration.schema.json" with { type: "json" };
import { codeInConfiguration, invalidConfiguration } from "./errors.ts";

/** What a configuration file says; every key is the default of a flag. */
export interface Configuration {
  /** The file it came from; undefined where there is none. */
  file?: string;
  /** Absolute paths of further plugin directories. */
  plugins: string[];
  /** Absolute path of the build folder. */
  build?: string;
  concurrency?: number;
  logLevel?: "quiet" | "info" | "debug";
  color?: boolean;
  /** Container engine, as --engine. */
  engine?: EngineName;
}

type Written = Partial<Omit<Configuration, "file">>;

const places = [
  "package.json",
  ".lambdastackrc",
  ...["json", "yaml", "yml"].map((extension) => `.lambdastackrc.${extension}`),
  ...["json", "yaml", "yml"].map((extension) => `lambdastack.config.${extension}`),
];

const refuseCode: Loader = (file) => {
  throw codeInConfiguration(file);
};
const readData: Loader = (_file, text) => parse(text, { logLevel: "silent" });

/**
 * `cosmiconfig()` itself is avoided: it first runs `.config/config.js` of the working directory, whoever wrote it.
 * Its explorer finds and reads the same files without that.
 */
const { Explorer } = explorers as unknown as { Explorer: new (options: Options) => PublicExplorer };

const explorer = (): PublicExplorer =>
  new Explorer({
    moduleName: "lambdastack",
    packageProp: "lambdastack",
    searchPlaces: places,
    ignoreEmptySearchPlaces: true,
    cache: false,
    mergeImportArrays: false,
    mergeSearchPlaces: false,
    searchStrategy: "none",
    transform: (result) => Promise.resolve(result),
    loaders: {
      ".json": readData,
      ".yaml": readData,
      ".yml": readData,
      noExt: readData,
      ".js": refuseCode,
      ".cjs": refuseCode,
      ".mjs": refuseCode,
      ".ts": refuseCode,
    },
  } as Options & { moduleName: string });

/**
 * The nearest configuration file at or above `cwd`: up to `home` where `cwd` lies below it, else up to the root.
 * Only data is read. Throws `invalid-configuration` with every finding and its place, `code-in-configuration`.
 */
export async function loadConfiguration(cwd: string, home: string): Promise<Configuration> {
  const search = explorer();
  for (const directory of upwards(resolve(cwd), resolve(home))) {
    const file = await found(search, directory);
    if (file !== undefined) return checked(file);
  }
  return { plugins: [] };
}

function* upwards(cwd: string, home: string): Generator<string> {
  const below = relative(home, cwd);
  const last = below.startsWith("..") || isAbsolute(below) ? "/" : home;
  for (let directory = cwd; ; directory = dirname(directory)) {
    yield directory;
    if (directory === last || directory === dirname(directory)) return;
  }
}

async function found(search: PublicExplorer, directory: string): Promise<string | undefined> {
  try {
    return (await search.search(directory))?.filepath;
  } catch (error) {
    if (error instanceof StackError) throw error;
    const file = (error as { filepath?: string }).filepath;
    if (file === undefined) throw error;
    return file;
  }
}

let compiled: ValidateFunction<Written> | undefined;
const validator = (): ValidateFunction<Written> => {
  compiled ??= new Ajv({ allErrors: true, verbose: true }).compile<Written>(schema);
  return compiled;
};

async function checked(file: string): Promise<Configuration> {
  const within = file.endsWith("/package.json") ? { within: ["lambdastack"] } : {};
  const written = checkedYaml<Written>({
    file,
    text: await readFile(file, "utf8"),
    validate: validator(),
    fail: invalidConfiguration,
    ...within,
  });
  const start = dirname(file);
  return {
    ...written,
    file,
    plugins: (written.plugins ?? []).map((path) => resolve(start, path)),
    ...(written.build === undefined ? {} : { build: resolve(start, written.build) }),
  };
}
