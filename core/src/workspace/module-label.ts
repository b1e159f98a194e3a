/** Key of a module's section in the state: its `short` label in lower case, its name where it has none. */
export const moduleLabel = ({ name, labels }: { name: string; labels?: Record<string, string> }): string =>
  (labels?.short ?? name).toLowerCase();

const computedEnding = "-config.yml";

/** Name of the file in the build folder's `config/` that `init` writes for a module. */
export const computedFile = (label: string): string => `${label}${computedEnding}`;

export const isComputedFile = (name: string): boolean => name.endsWith(computedEnding);
