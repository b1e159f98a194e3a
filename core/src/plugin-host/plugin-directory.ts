import { delimiter, resolve } from "node:path";
import { builtInProviders, builtInRoles } from "../product/product.ts";

/** A folder whose direct children are roles and providers. */
export interface PluginDirectory {
  /** Absolute path. */
  path: string;
  /** Who named it, for people: `built-in`, `user`, `LAMBDASTACK_PLUGINS`, `configuration`, `--plugins`. */
  origin: string;
  /** Named by someone, so that its absence is an error. */
  named: boolean;
}

export interface PluginSources {
  product: string;
  /** The user's own plugin folder. */
  userPlugins: string;
  /** Value of `LAMBDASTACK_PLUGINS`: paths with the platform's delimiter between them. */
  environment?: string | undefined;
  /** Absolute paths of the configuration file. */
  configuration: readonly string[];
  /** Values of `--plugins`. */
  commandLine: readonly string[];
  cwd: string;
}

/** Every directory that plugins may come from, in the order in which later ones may override earlier ones. */
export function pluginDirectories(sources: PluginSources): PluginDirectory[] {
  const fromEnvironment = (sources.environment ?? "").split(delimiter).filter((path) => path !== "");
  const named = (origin: string, paths: readonly string[]): PluginDirectory[] =>
    paths.map((path) => ({ path: resolve(sources.cwd, path), origin, named: true }));
  const all = [
    { path: builtInRoles(sources.product), origin: "built-in", named: true },
    { path: builtInProviders(sources.product), origin: "built-in", named: true },
    { path: sources.userPlugins, origin: "user", named: false },
    ...named("LAMBDASTACK_PLUGINS", fromEnvironment),
    ...named("configuration", sources.configuration),
    ...named("--plugins", sources.commandLine),
  ];
  return all.filter(({ path }, index) => all.findIndex((other) => other.path === path) === index);
}
