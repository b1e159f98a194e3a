/** Where the files of a backup lie. */
export type BackupLocation =
  /** The build folder's `backups/`. */
  | { type: "build" }
  /** A folder of the computer that runs LambdaStack, such as a mounted one. */
  | { type: "folder"; path: string }
  /** A folder of the repository machine. */
  | { type: "machine"; machine: string; path: string };

/** One file of a backup: what one dump of one role on one machine gave. */
export interface BackupFile {
  machine: string;
  role: string;
  /** Name of the dump. */
  name: string;
  /** Where it lies in the set. */
  path: string;
  bytes: number;
  sha256: string;
  /** When it was whole, by the clock of its machine: seconds since 1970. */
  asOf: number;
}

/** `manifest.json` of a backup, the last thing that is written of it: a set without one does not exist. */
export interface BackupSet {
  format: 1;
  /** Time (UTC) and six random digits; sorts by time. */
  id: string;
  cluster: string;
  lineage: string;
  /** When it began, ISO 8601, UTC. */
  at: string;
  /** Of LambdaStack. */
  version: string;
  location: BackupLocation;
  /** Versions of the roles in it, by name. */
  modules: Readonly<Record<string, string>>;
  files: readonly BackupFile[];
}

export const MANIFEST = "manifest.json";

/** How the names of sets look: nothing else in a folder of backups is taken for one, or removed. */
export const SET_ID = /^\d{8}T\d{6}Z-[0-9a-f]{6}$/;

export const setId = (time: Date, random: string): string =>
  `${time
    .toISOString()
    .replace(/\.\d+Z$/, "Z")
    .replace(/[-:]/g, "")}-${random}`;

export const bytesOf = ({ files }: Pick<BackupSet, "files">): number =>
  files.reduce((sum, { bytes }) => sum + bytes, 0);

export const rolesOf = ({ files }: Pick<BackupSet, "files">): string[] =>
  [...new Set(files.map(({ role }) => role))].sort();
