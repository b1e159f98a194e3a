import { isAbsolute, join } from "node:path";

/** The user's own folders, absolute. None of them needs to exist. */
export interface UserDirectories {
  config: string;
  cache: string;
  data: string;
  /** Roles and providers of the user, loaded in every command. */
  plugins: string;
}

/**
 * Follows the XDG base directory specification: the variable where it is an absolute path (others must be
 * ignored), else its default below `home`.
 */
export function userDirectories(
  home: string,
  environment: Readonly<Record<string, string | undefined>>,
): UserDirectories {
  const base = (variable: string, fallback: string): string => {
    const given = environment[variable];
    return join(given && isAbsolute(given) ? given : join(home, fallback), "lambdastack");
  };
  const config = base("XDG_CONFIG_HOME", ".config");
  return {
    config,
    cache: base("XDG_CACHE_HOME", ".cache"),
    data: base("XDG_DATA_HOME", ".local/share"),
    plugins: join(config, "plugins"),
  };
}
