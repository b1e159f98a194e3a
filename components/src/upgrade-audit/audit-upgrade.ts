import { join, resolve } from "node:path";
import { type DocumentText, inputMissing, readDocumentFiles, type Settings } from "@lambdastack/core";
import type { Comparison } from "../adopt/comparison.ts";
import { withKey } from "../adopt/edit-documents.ts";
import { changedByHand, noVersionedRole } from "../errors.ts";
import { type Loss, lossesOf } from "./losses.ts";
import { lossLine } from "./render-upgrade-audit.ts";
import { type VersionedRole, versionedRoles } from "./versioned-roles.ts";

/** What an upgrade would make of what was changed by hand. */
export interface UpgradeAudit {
  to: string;
  /** Roles that it would upgrade, with the version that each has. */
  roles: VersionedRole[];
  losses: Loss[];
}

/**
 * Compares the machines with what the roles of the run want now, and with what they would want in another version of their
 * product. Changes nothing.
 */
export async function auditUpgrade(to: string, { files, settings, compare }: Comparison): Promise<UpgradeAudit> {
  const before = await compare();
  const roles = versionedRoles(before);
  const { host } = before.run.workspace;
  if (roles.length === 0) throw noVersionedRole([...(before.prepared?.roles.keys() ?? [])]);
  let texts: readonly DocumentText[] | undefined = await readDocumentFiles(
    files.length > 0 ? files : [appliedIn(settings)],
  );
  for (const { role, name } of roles) texts = texts && withKey(texts, { role, name, key: "version", value: to }, host);
  if (!texts) throw new Error("a version stands where no text can be set");
  const after = await compare(texts);
  const names = new Set(roles.map(({ role }) => role));
  return { to, roles, losses: lossesOf(before.prepared?.machines ?? [], after.prepared?.machines ?? [], names) };
}

/** For an upgrade to ask first. Throws `changed-by-hand` (refused) where it would lose something. */
export function requireNothingLost({ losses }: UpgradeAudit): void {
  if (losses.length > 0) throw changedByHand(losses.map(lossLine));
}

function appliedIn({ cwd, build }: Settings): string {
  if (build === undefined) throw inputMissing();
  return join(resolve(cwd, build), "manifest.yml");
}
