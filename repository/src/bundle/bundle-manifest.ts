/** `manifest.json`, the first member of a bundle; `manifest.json.sig`, the second, is its OpenSSH signature. */
export interface BundleManifest {
  kind: "bundle";
  version: 1;
  /** Name of the line of bundles; serials count within it. Default: the cluster's name. */
  channel: string;
  /** Counts up; an importer refuses one that is not above what it has, unless told otherwise. */
  serial: number;
  /** ISO 8601 in UTC; from SOURCE_DATE_EPOCH where that is set. */
  created: string;
  /** ISO 8601 in UTC: an importer refuses it from then on. Never when missing. */
  expires?: string;
  /** For a difference: the bundle whose content must already be there. */
  base?: BundleBase;
  /** sha256 of `lock.json`. */
  lock: string;
  /** Every other member, in the order of the archive. */
  members: readonly BundleMember[];
  totals: { members: number; bytes: number };
}

export interface BundleBase {
  serial: number;
  /** sha256 of its `manifest.json`. */
  manifest: string;
  /** What belongs to this bundle and is not in its archive: it must already be there. In the same order as members. */
  members: readonly BundleMember[];
}

export type MemberKind = "lock" | "package" | "file" | "image" | "role" | "plugin" | "tool" | "environment";

export interface BundleMember {
  /** Path in the archive; content of the store lies under `store/sha256/ab/<64 hex>`. */
  path: string;
  kind: MemberKind;
  /** Bytes. */
  size: number;
  sha256: string;
  /** 0644 or 0755 in octal digits. */
  mode: "644" | "755";
}
