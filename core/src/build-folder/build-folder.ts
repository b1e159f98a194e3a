import { join } from "node:path";

/** Paths inside `build/<cluster>/`; folders 0700, files 0600. */
export interface BuildFolder {
  root: string;
  manifest: string;
  inventory: string;
  state: string;
  /** Previous versions of the state, `<serial>.yml`. */
  states: string;
  lock: string;
  applied: string;
  secrets: string;
  keys: string;
  knownHosts: string;
  backups: string;
  runs: string;
  config: string;
}

export function buildFolder(root: string): BuildFolder {
  return {
    root,
    manifest: join(root, "manifest.yml"),
    inventory: join(root, "inventory.yml"),
    state: join(root, "state.yml"),
    states: join(root, "states"),
    lock: join(root, "lock.json"),
    applied: join(root, "applied"),
    secrets: join(root, "secrets"),
    keys: join(root, "keys"),
    knownHosts: join(root, "keys", "known_hosts"),
    backups: join(root, "backups"),
    runs: join(root, "runs"),
    config: join(root, "config"),
  };
}
