/**
 * `requirements.yml` of a role or of an operating system family's repository server: everything that an installation
 * fetches. Plain data, read without running code.
 */
export interface Requirements {
  /** By system (`debian-12`) or family (`debian`); both count for a system that matches both. */
  packages?: Readonly<Record<string, readonly PackageRequirement[]>>;
  /** Third-party package sources, by system or family. */
  sources?: Readonly<Record<string, readonly PackageSource[]>>;
  files?: readonly FileRequirement[];
  images?: readonly ImageRequirement[];
}

export interface PackageRequirement {
  name: string;
  /** Exact, or a prefix ending in `*`; any when missing. */
  version?: string;
  /** `id` of the third-party source it comes from; one of the system's own when missing. */
  source?: string;
}

export interface PackageSource {
  id: string;
  /** Base address, `http://` or `https://`. */
  uri: string;
  /** apt: suite and components; a suite that ends in `/` is a flat repository. */
  suite?: string;
  components?: readonly string[];
  /** Public key that signs it, as a path in the role's folder, and its sha256. */
  key: string;
  keySha256: string;
}

export interface FileRequirement {
  /** Unique within the cluster; how tasks and releases name it. */
  id: string;
  url: string;
  /** Tried in order when `url` fails. */
  alternatives?: readonly string[];
  /** Bytes. */
  size: number;
  sha256: string;
  /** As dpkg names it (`amd64`, `arm64`); `any` by default. */
  architecture?: string;
  /** SPDX identifier. */
  licence?: string;
}

export interface ImageRequirement {
  /** `registry/name:tag`. */
  reference: string;
  /** Of the index or manifest that `reference` named when it was pinned: `sha256:…`. A role's always has one; what lacks it is pinned by the lock. */
  digest?: string;
  /** Those wanted of an index; all of the cluster's when missing. */
  architectures?: readonly string[];
}
