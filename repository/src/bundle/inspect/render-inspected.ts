import type { BundleMember } from "../bundle-manifest.ts";
import type { Inspected } from "./inspect-bundle.ts";

/** A bundle for people: who signed it, what is in it by kind, and every member. */
export function renderInspected({ manifest, signer, verified }: Inspected): string {
  const { channel, serial, created, base, members, totals } = manifest;
  const trusted = signer.principal === undefined ? "nobody was named who is trusted" : `trusted as ${signer.principal}`;
  return [
    `${channel} ${serial}, made ${created}`,
    `signed by ${signer.fingerprint} (${trusted})`,
    ...(base ? [`a difference to serial ${base.serial}: needs ${base.members.length} members of it`] : []),
    ...kinds(members),
    `${totals.members} members, ${megabytes(totals.bytes)}${verified > 0 ? ", every hash verified" : ""}`,
    ...members.map(({ sha256, size, path }) => `${sha256}  ${String(size).padStart(12)}  ${path}`),
  ].join("\n");
}

function kinds(members: readonly BundleMember[]): string[] {
  return [...new Set(members.map(({ kind }) => kind))].map((kind) => {
    const all = members.filter((member) => member.kind === kind);
    return `  ${kind}: ${all.length}, ${megabytes(all.reduce((sum, { size }) => sum + size, 0))}`;
  });
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
