/** What a computer lacks to run machines. */
export interface Missing {
  /** In words: rights and kernel features. */
  reasons: string[];
  programs: MissingProgram[];
  /** Debian packages that bring the programs, without doubles. */
  packages: string[];
  /** What to do about the reasons. */
  remedies: string[];
}

export interface MissingProgram {
  program: string;
  debianPackage: string;
}

/** Programs that the provider runs, by the Debian package that brings them. */
export const programs: Readonly<Record<string, readonly string[]>> = {
  "systemd-container": ["systemd-nspawn"],
  mmdebstrap: ["mmdebstrap"],
  nftables: ["nft"],
  iproute2: ["ip"],
  mount: ["mount", "umount"],
  "util-linux": ["flock", "nsenter", "setpriv", "unshare"],
};

/** Files that must exist, by the package that brings them. */
export const files: Readonly<Record<string, readonly string[]>> = {
  "debian-archive-keyring": ["/usr/share/keyrings/debian-archive-keyring.gpg"],
};
