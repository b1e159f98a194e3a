import { dirname } from "node:path";
import { type OwnModule, openHost, repositoriesIn, type Settings } from "@lambdastack/core";
import { notAModulePath } from "../../errors.ts";

/** The settings, with the plugin directory that the path is in. */
export function withDirectoryOf(settings: Settings, path: string): Settings {
  const directory = repositoriesIn(path, path).length > 0 ? path : dirname(path);
  return { ...settings, plugins: [...settings.plugins.filter((plugin) => plugin !== directory), directory] };
}

/** The module in a folder, or every module of a Repository file or a folder of them. Throws what is wrong with one. */
export async function modulesAt(settings: Settings, path: string): Promise<OwnModule[]> {
  const host = await openHost(settings);
  const fault = [...host.broken, ...host.duplicates].find((plugin) => pathsOf(plugin).some(isAt(path)));
  if (fault) throw fault.error;
  const found = [...host.modules.values()].filter(({ type, file, directory }) =>
    isAt(path)(type === "container" ? file : directory),
  );
  if (found.length === 0) throw notAModulePath(path);
  return found;
}

const isAt =
  (path: string) =>
  (found: string): boolean =>
    found === path || (/\.ya?ml$/.test(found) && dirname(found) === path);

const pathsOf = (plugin: { directory: string } | { directories: readonly string[] }): readonly string[] =>
  "directories" in plugin ? plugin.directories : [plugin.directory];
