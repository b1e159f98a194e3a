/** Key of a module's section in the state: its `short` label in lower case, its name where it has none. */
export const moduleLabel = ({ name, labels }: { name: string; labels?: Record<string, string> }): string =>
  (labels?.short ?? name).toLowerCase();
