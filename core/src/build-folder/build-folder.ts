import { join } from "node:path";

/** Paths inside `build/<cluster>/`; folders 0700, files 0600. */
export interface BuildFolder {
  root: string;
  manifest: string;
  inventory: string;
  state: string;
  /** Previous versions of the state, `<serial>.yml`. */
  states: string;
  /** Who works here now, for people; the lock itself is held on `lockFile`. */
  lock: string;
  lockFile: string;
  /** Says that the folder is ours. */
  marker: string;
  applied: string;
  /** Outputs of resources that are no secrets. */
  outputs: string;
  secrets: string;
  /** Which secrets there are and how they were made, without their text. Outside `secrets`, so that its loss is seen. */
  secretsIndex: string;
  keys: string;
  knownHosts: string;
  backups: string;
  runs: string;
  config: string;
  /** Roles that were added to components by command. */
  addedRoles: string;
  /** An upgrade that is under way. */
  upgrade: string;
}

export function buildFolder(root: string): BuildFolder {
  return {
    root,
    manifest: join(root, "manifest.yml"),
    inventory: join(root, "inventory.yml"),
    state: join(root, "state.yml"),
    states: join(root, "states"),
    lock: join(root, "lock.json"),
    lockFile: join(root, ".lock"),
    marker: join(root, ".lambdastack"),
    applied: join(root, "applied"),
    outputs: join(root, "outputs.json"),
    secrets: join(root, "secrets"),
    secretsIndex: join(root, "secrets-index.yml"),
    keys: join(root, "keys"),
    knownHosts: join(root, "keys", "known_hosts"),
    backups: join(root, "backups"),
    runs: join(root, "runs"),
    config: join(root, "config"),
    addedRoles: join(root, "config", "added-roles.yml"),
    upgrade: join(root, "upgrade.json"),
  };
}
