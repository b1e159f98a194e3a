import type { OptionSpec } from "@lambdastack/core/cli";

/** Flags that several commands of this package take. */
export const lockFile: OptionSpec = {
  flags: "--lock <file>",
  description: "lock file; default repository.lock.json beside the first document, or in the build folder",
};

export const allRoles: OptionSpec = {
  flags: "--all",
  description: "every role that is installed, not only those of the cluster",
};

export const systems: OptionSpec = {
  flags: "--os <systems>",
  description: "systems, separated by commas; default those of the machines, else debian-12",
};

export const architectures: OptionSpec = {
  flags: "--architecture <names>",
  description: "amd64, arm64 or both, separated by commas; default those of the machines, else amd64",
};

export const mirrors: OptionSpec = {
  flags: "--mirror <address>",
  description: "address of an archive, in place of the public one that ends in the same folder; repeatable",
  repeatable: true,
};

export const offline: OptionSpec = {
  flags: "--offline <folder>",
  description: "folder that was downloaded, or bundle; without it the repository machine downloads everything itself",
};

export const allowRollback: OptionSpec = {
  flags: "--allow-rollback",
  description: "accept a bundle that does not come after the last one of its line",
};

export const signers: OptionSpec = {
  flags: "--signers <file>",
  description: "whose bundles are trusted (OpenSSH allowed_signers); with -b also the cluster's own key",
};
