import { chmod, copyFile, link, mkdir, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { BundleMember } from "../bundle-manifest.ts";
import type { Earlier } from "./earlier-content.ts";
import { isWhole } from "./folder-content.ts";

interface Places {
  staging: string;
  before: Earlier;
}

/** A part of the base, as a second name for the same file: nothing is copied. False where it is not there, or not whole. */
export async function fromBase(member: BundleMember, { staging, before }: Places): Promise<boolean> {
  const place = join(staging, member.path);
  if (await isWhole(place, member)) return true;
  const found = await before.find(member.sha256, member.size);
  if (!found || !(await isWhole(found, member))) return false;
  await mkdir(dirname(place), { recursive: true });
  await rm(place, { force: true });
  const mode = Number.parseInt(member.mode, 8);
  if (((await stat(found)).mode & 0o7777) === mode) {
    await link(found, place);
    return true;
  }
  await copyFile(found, place);
  await chmod(place, mode);
  return true;
}
