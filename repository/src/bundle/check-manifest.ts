import { headerOf } from "./archive/header.ts";
import type { BundleManifest, BundleMember, MemberKind } from "./bundle-manifest.ts";
import { compareMembers, sectionOf } from "./member-order.ts";

const kindsOfSection: readonly (readonly MemberKind[])[] = [
  ["lock"],
  ["package", "file", "image"],
  ["role"],
  ["plugin"],
  ["tool"],
  ["environment"],
];
const segment = /^[A-Za-z0-9._+~%:@-]+$/;
const hash = /^[0-9a-f]{64}$/;
const channelName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/;

/** What is wrong with a manifest that was parsed from JSON; empty where every rule holds. */
export function manifestFindings(value: unknown): string[] {
  if (!isRecord(value)) return ["it is no object"];
  const given = value as Partial<Record<keyof BundleManifest, unknown>>;
  if (given.kind !== "bundle") return [`its kind is ${JSON.stringify(given.kind)}, not "bundle"`];
  if (given.version !== 1) return [`its version is ${JSON.stringify(given.version)}; this program reads version 1`];
  const base = given.base;
  return [
    ...headFindings(given),
    ...memberListFindings(given.members, "members"),
    ...(base === undefined ? [] : baseFindings(base)),
    ...totalsFindings(given),
  ];
}

function headFindings({
  channel,
  serial,
  created,
  expires,
  lock,
  members,
}: Partial<Record<string, unknown>>): string[] {
  const findings: string[] = [];
  if (typeof channel !== "string" || !channelName.test(channel)) findings.push("its channel is no name");
  if (!isCount(serial)) findings.push("its serial is no whole number");
  if (typeof created !== "string" || Number.isNaN(Date.parse(created))) findings.push("its time is none");
  if (expires !== undefined && (typeof expires !== "string" || Number.isNaN(Date.parse(expires))))
    findings.push("the end of its time is none");
  const [first] = Array.isArray(members) ? (members as unknown[]) : [];
  const isLock = isRecord(first) && first.path === "lock.json" && first.sha256 === lock;
  if (!isLock) findings.push("its first member is not the lock file that it names");
  return findings;
}

function baseFindings(base: unknown): string[] {
  if (!isRecord(base)) return ["its base is no object"];
  const findings = memberListFindings(base.members, "base members");
  if (!isCount(base.serial)) findings.push("the serial of its base is no whole number");
  if (typeof base.manifest !== "string" || !hash.test(base.manifest)) findings.push("its base has no hash");
  return findings;
}

function totalsFindings({ members, totals, base }: Partial<Record<string, unknown>>): string[] {
  if (!Array.isArray(members) || !isRecord(totals)) return ["it has no totals"];
  const sizes = (members as unknown[]).map((member) => (isRecord(member) ? Number(member.size) : Number.NaN));
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  const isRight = totals.members === members.length && totals.bytes === bytes && Number.isSafeInteger(bytes);
  const all = isRecord(base) && Array.isArray(base.members) ? [...members, ...(base.members as unknown[])] : members;
  return [...(isRight ? [] : ["its totals are not those of its members"]), ...nestingFindings(all)];
}

/** No path may be that of another member or of a folder above one. */
function nestingFindings(members: readonly unknown[]): string[] {
  const paths = members.map((member) => (isRecord(member) ? String(member.path) : ""));
  const files = new Set(paths);
  if (files.size < paths.length) return ["a path stands in it twice"];
  const nested = paths.find((path) => foldersAbove(path).some((folder) => files.has(folder)));
  return nested === undefined ? [] : [`${nested} lies below what is a file`];
}

function foldersAbove(path: string): string[] {
  const parts = path.split("/");
  return parts.slice(1).map((_, place) => parts.slice(0, place + 1).join("/"));
}

function memberListFindings(members: unknown, what: string): string[] {
  if (!Array.isArray(members)) return [`its ${what} are no list`];
  const findings = (members as unknown[]).flatMap((member, place) => {
    const problem = memberFinding(member);
    return problem === undefined ? [] : [`${what}, number ${place + 1}: ${problem}`];
  });
  if (findings.length > 0) return findings;
  const list = members as BundleMember[];
  const wrong = list.find((member, place) => place > 0 && compareMembers(list[place - 1] as BundleMember, member) >= 0);
  return wrong ? [`${what}: ${wrong.path} is not in its place or stands there twice`] : [];
}

function memberFinding(member: unknown): string | undefined {
  if (!isRecord(member)) return "is no object";
  const { path, kind, size, sha256, mode } = member as Partial<Record<keyof BundleMember, unknown>>;
  if (typeof path !== "string" || !isMemberPath(path)) return `${JSON.stringify(path)} is no path of a bundle`;
  if (!kindsOfSection[sectionOf(path)]?.includes(kind as MemberKind))
    return `${path} is of kind ${JSON.stringify(kind)}`;
  if (!isCount(size)) return `${path} has no size`;
  if (typeof sha256 !== "string" || !hash.test(sha256)) return `${path} has no hash`;
  if (mode !== "644" && mode !== "755") return `${path} has mode ${JSON.stringify(mode)}`;
  if (path.startsWith("store/") && path !== storePath(sha256)) return `${path} is not named by its hash`;
  return headerOf({ path, size, mode }) ? undefined : `${path} is too long`;
}

/** Relative, of plain signs, without `.` and `..`, in a section of a bundle. */
export function isMemberPath(path: string): boolean {
  const parts = path.split("/");
  const isPlain = parts.every((part) => segment.test(part) && part !== "." && part !== "..");
  return isPlain && sectionOf(path) >= 0 && parts.length > 1 === (path !== "lock.json");
}

/** Where a content of the store stands in a bundle. */
export const storePath = (sha256: string): string => `store/sha256/${sha256.slice(0, 2)}/${sha256}`;

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
