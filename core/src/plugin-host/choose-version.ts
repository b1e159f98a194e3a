import { prerelease, rcompare, valid } from "semver";
import type { FoundPlugin } from "./plugin-folder.ts";

/** The folder that a role means, and all others that hold a version of it. */
export interface ChosenVersion {
  chosen: FoundPlugin;
  others: readonly FoundPlugin[];
}

/** Of the folders with one role in one directory: the pinned version, else the latest. */
export function chooseVersion(folders: readonly FoundPlugin[], pin: string | undefined): ChosenVersion {
  const newestFirst = [...folders].sort((one, other) => byVersion(versionOf(one), versionOf(other)));
  const pinned = newestFirst.find((folder) => pin !== undefined && versionOf(folder) === pin);
  const chosen = pinned ?? (newestFirst[0] as FoundPlugin);
  return { chosen, others: newestFirst.filter((folder) => folder !== chosen) };
}

/** One that cannot be read says no version: it keeps its name, with its error, rather than an older one takes it. */
const versionOf = ({ version, role }: FoundPlugin): string | undefined => version ?? role?.manifest.version;

/** Releases before what precedes them: 1.0.0 is the latest beside 2.0.0-rc.1. */
function byVersion(one: string | undefined, other: string | undefined): number {
  if (one === undefined || other === undefined || valid(one) === null || valid(other) === null)
    return rank(one) - rank(other);
  const unfinished = Number(prerelease(one) !== null) - Number(prerelease(other) !== null);
  return unfinished || rcompare(one, other);
}

const rank = (version: string | undefined): number => (version === undefined || valid(version) === null ? 0 : 1);
