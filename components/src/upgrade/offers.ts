import { type Offer, type PreparedMachine, packageManagers, StackError, type WantedPackage } from "@lambdastack/core";
import { familyUnknown, sourcesFailed } from "./errors.ts";

/** What is installed of a package and what the sources of its machine offer. */
export interface Offered {
  name: string;
  installed: string;
  offered: string;
  order: Offer;
  /** Every version that the sources have, newest first. */
  versions: readonly OfferedVersion[];
  /** What the role wants and no other: a version, or its beginning with `*` behind. */
  pinned?: string;
}

export interface OfferedVersion {
  version: string;
  order: Offer;
}

/** Seconds for asking the sources of a machine. */
const ASKING = 900;

/** Packages that a role wants on a machine. */
export function packagesOf({ compared }: Pick<PreparedMachine, "compared">, role: string): WantedPackage[] {
  return compared
    .filter(({ wanted }) => wanted.role === role && wanted.type.name === "package" && wanted.props.ensure !== "absent")
    .map(({ wanted }) => wanted.props as unknown as WantedPackage);
}

/** Asks the sources of a machine anew. Throws `upgrade-family` (refused) and `sources-failed`. */
export async function offersOf(
  { run }: Pick<PreparedMachine, "run">,
  packages: readonly WantedPackage[],
): Promise<Offered[]> {
  if (packages.length === 0) return [];
  const { machine, facts, session } = run;
  const { offers } = packageManagers[facts.os.family];
  if (!offers) throw familyUnknown(machine.name, facts.os.family);
  if (!session) throw new Error(`${machine.name} is asked for packages and does not run`);
  const asked = await session.run({ purpose: "package offers", script: offers(packages), timeLimit: ASKING });
  if (asked.status !== 0) throw sourcesFailed(machine.name, asked.stderr.trim());
  return asked.stdout
    .trimEnd()
    .split("\n")
    .map((line) => readOffer(line, packages));
}

function readOffer(line: string, packages: readonly WantedPackage[]): Offered {
  const [name, installed, offered, order, ...versions] = line.split(" ");
  if (!name || !installed || !offered || !order) throw new StackError("sources-unreadable", `Not an offer: ${line}.`);
  const pinned = packages.find((one) => one.name === name)?.version;
  const known = { name, installed, offered, order: order as Offer, versions: versions.map(readVersion) };
  return { ...known, ...(pinned !== undefined && { pinned }) };
}

/** A version holds no `=`. */
function readVersion(text: string): OfferedVersion {
  const [version = "", order] = text.split("=");
  return { version, order: order as Offer };
}
