import type { BundleManifest, BundleMember } from "./bundle-manifest.ts";

/** JSON with a line per member, so that a shell can find one. The same manifest always gives the same text. */
export function renderManifest(manifest: BundleManifest): string {
  const { members, base, totals, ...head } = manifest;
  const lines = Object.entries(head).map(([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)},`);
  const { serial, manifest: hash } = base ?? {};
  const baseLines = base
    ? [
        `  "base": {"serial": ${serial}, "manifest": ${JSON.stringify(hash)}, "members": [`,
        ...rows(base.members),
        "  ]},",
      ]
    : [];
  return `${["{", ...lines, ...baseLines, '  "members": [', ...rows(members), "  ],", `  "totals": ${JSON.stringify(totals)}`, "}"].join("\n")}\n`;
}

function rows(members: readonly BundleMember[]): string[] {
  return members.map(({ path, kind, size, sha256, mode }, place) => {
    const row = JSON.stringify({ path, kind, size, sha256, mode });
    return `    ${row}${place < members.length - 1 ? "," : ""}`;
  });
}
