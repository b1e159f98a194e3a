/**
 * `repository.lock.json`: exactly what an installation needs, to the byte. Deterministic: keys and lists are sorted, no time of
 * day stands in it. Its id names the release that is made of it.
 */
export interface Lock {
  kind: "repository-lock";
  version: 1;
  /** sha256 of the requirements it was resolved from, by role. */
  requirements: Readonly<Record<string, string>>;
  /** By system, such as `debian-12`. */
  systems: Readonly<Record<string, LockedSystem>>;
  files: readonly LockedFile[];
  images: readonly LockedImage[];
}

export interface LockedSystem {
  family: string;
  /** As dpkg names them: `amd64`, `arm64`. */
  architectures: readonly string[];
  /** What the machines were taken to have: nothing, or the packages that they reported. */
  profile: "empty" | "machines";
  packages: readonly LockedPackage[];
}

/** Anything that is fetched by address and kept by hash. */
export interface Artifact {
  /** Addresses, tried in order. */
  urls: readonly string[];
  /** Bytes. */
  size: number;
  /** 64 hexadecimal digits. */
  sha256: string;
}

export interface LockedPackage extends Artifact {
  name: string;
  version: string;
  architecture: string;
  /** As the repository serves it, such as `haproxy_2.6.12-1+deb12u1_amd64.deb`. */
  filename: string;
  /** Roles whose requirements name it; empty where it only comes along. */
  neededBy: readonly string[];
  /** Packages that depend on it; empty where only roles want it. */
  pulledBy: readonly string[];
}

export interface LockedFile extends Artifact {
  id: string;
  architecture: string;
  licence?: string;
  neededBy: readonly string[];
}

export interface LockedImage {
  reference: string;
  /** Of what `reference` names: an index or a manifest. */
  digest: string;
  neededBy: readonly string[];
  /** Everything that the image consists of, index and manifests included, by digest (`sha256:…`). */
  blobs: readonly { digest: string; size: number; mediaType: string }[];
}
