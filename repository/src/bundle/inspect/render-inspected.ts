import type { BundleMember } from "../bundle-manifest.ts";
import { hasExpired } from "../conditions.ts";
import type { Signer } from "../signing/signature.ts";
import type { Inspected } from "./inspect-bundle.ts";

/** A bundle for people: who signed it, what is in it by kind, and every member. */
export function renderInspected({ manifest, signer, verified }: Inspected): string {
  const { channel, serial, created, expires, base, members, totals } = manifest;
  return [
    `${channel} ${serial}, made ${created}${expires === undefined ? "" : `, to be used until ${expires}`}`,
    `signed by ${signer.fingerprint} (${trustOf(signer)})`,
    ...warningsAbout({ signer, expires }, new Date()),
    ...(base ? [`a difference to serial ${base.serial}: needs ${base.members.length} members of it`] : []),
    ...kinds(members),
    `${totals.members} members, ${megabytes(totals.bytes)}${verified > 0 ? ", every hash verified" : ""}`,
    ...members.map(({ sha256, size, path }) => `${sha256}  ${String(size).padStart(12)}  ${path}`),
  ].join("\n");
}

export const trustOf = ({ principal }: Pick<Signer, "principal">): string =>
  principal === undefined ? "not checked against any allowed signer" : `trusted as ${principal}`;

/** Why a bundle that is whole may be refused all the same where it is imported. */
export function warningsAbout(
  { signer, expires }: { signer: Pick<Signer, "principal">; expires: string | undefined },
  now: Date,
): string[] {
  return [
    ...(signer.principal === undefined
      ? ["WARNING: nobody was named who is trusted (--signers, or -b): anybody may have signed it."]
      : []),
    ...(expires !== undefined && hasExpired(expires, now) ? [`WARNING: it was to be used until ${expires}.`] : []),
  ];
}

function kinds(members: readonly BundleMember[]): string[] {
  return [...new Set(members.map(({ kind }) => kind))].map((kind) => {
    const all = members.filter((member) => member.kind === kind);
    return `  ${kind}: ${all.length}, ${megabytes(all.reduce((sum, { size }) => sum + size, 0))}`;
  });
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
