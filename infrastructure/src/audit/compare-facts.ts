import type { Drift, Machine, MachineDescription } from "@lambdastack/core";

/** Seconds that a clock may be off before certificates, tokens and quorums begin to suffer. */
const skewLimit = 5;

interface Recorded {
  machine: Machine;
  /** Mark of the cluster. */
  lineage: string;
}

/** What a machine says of itself against what the inventory and the state have of it. */
export function compareFacts({ machine, lineage }: Recorded, facts: MachineDescription): Drift[] {
  const { name, os, address, hostname } = machine;
  const details = [
    ...(os ? systemDetails(os, facts.os) : []),
    ...(facts.hostname === hostname ? [] : [`calls itself ${facts.hostname}, not ${hostname}`]),
    ...(hasAddress(facts, address) ? [] : [`has no address ${address} but ${listed(facts)}`]),
    ...(Math.abs(facts.timeSkew) <= skewLimit ? [] : [`its clock is off by ${facts.timeSkew} s`]),
    ...ownershipDetails(facts.lineage, lineage),
  ];
  return details.map((detail) => ({ drift: "changed", what: "machine", name, detail }));
}

function systemDetails(recorded: NonNullable<Machine["os"]>, found: MachineDescription["os"]): string[] {
  const words = ({ id, version, architecture }: MachineDescription["os"]): string => `${id} ${version} ${architecture}`;
  return words(recorded) === words(found) ? [] : [`runs ${words(found)}, not ${words(recorded)}`];
}

function ownershipDetails(found: string | undefined, lineage: string): string[] {
  if (found === lineage) return [];
  return [found === undefined ? "carries no mark of this cluster" : `carries the mark of another cluster, ${found}`];
}

/** A name instead of an address says nothing of the machine's own. */
const hasAddress = ({ addresses }: MachineDescription, wanted: string): boolean =>
  !/^[\d.]+$|:/.test(wanted) || addresses.some(({ address }) => address === wanted);

const listed = ({ addresses }: MachineDescription): string =>
  addresses.map(({ address }) => address).join(", ") || "none";
