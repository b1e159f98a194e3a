import { createHash } from "node:crypto";
import { type StackError, throwProblems } from "@lambdastack/core";
import type { Traffic } from "@lambdastack/infrastructure";
import { priorityTwice } from "../errors.ts";
import type { AzureRule } from "./machine-document.ts";

/** One rule of a network security group. Azure takes either networks or groups of machines at its other end. */
export interface NetworkRule {
  component: string;
  name: string;
  description: string;
  priority: number;
  direction: "Inbound" | "Outbound";
  access: "Allow" | "Deny";
  protocol: "Tcp" | "Udp" | "Icmp" | "*";
  ports: string;
  networks: string[];
  peers: string[];
}

interface Request {
  traffic: readonly Traffic[];
  /** Addresses of the whole network. */
  addressPool: string;
  /** Rules of a component's machine document. */
  written(component: string): readonly AzureRule[];
}

type Unordered = Omit<NetworkRule, "priority"> & { key: string; priority?: number };

/** The rules, by a key that stays. Throws `priority-twice` (invalid). */
export function networkRules(request: Request): Record<string, NetworkRule> {
  const rules = joined(request).flatMap(separated);
  const groups = grouped(rules);
  const problems: StackError[] = [];
  const ordered = [...groups.values()].flatMap((group) => prioritised(group, problems));
  throwProblems(problems, (count) => `${count} priorities of rules are taken.`);
  return Object.fromEntries(ordered.map(({ key, ...rule }) => [key, rule]));
}

function grouped(rules: readonly Unordered[]): Map<string, Unordered[]> {
  const groups = new Map<string, Unordered[]>();
  for (const rule of rules) {
    const key = `${rule.component} ${rule.direction}`;
    groups.set(key, [...(groups.get(key) ?? []), rule]);
  }
  return groups;
}

const protocols = { tcp: "Tcp", udp: "Udp", icmp: "Icmp", all: "*" } as const;

/** Traffic that differs only in who is at its other end is one rule. */
function joined({ traffic, addressPool, written }: Request): Unordered[] {
  const rules = new Map<string, Unordered>();
  for (const { component, name, description, direction, protocol, ports, peer } of traffic) {
    const key = `${component} ${name} ${direction}`;
    const { priority, access = "Allow" } = written(component).find((rule) => rule.name === name) ?? {};
    const rule: Unordered = rules.get(key) ?? {
      key,
      component,
      name,
      description,
      direction: direction === "in" ? "Inbound" : "Outbound",
      access,
      protocol: protocols[protocol],
      ports: ports === undefined ? "*" : ports.from === ports.to ? String(ports.from) : `${ports.from}-${ports.to}`,
      networks: [],
      peers: [],
      ...(priority !== undefined && { priority }),
    };
    if (peer === "cluster") rule.networks.push(addressPool);
    else if ("network" in peer) rule.networks.push(peer.network);
    else rule.peers.push(peer.component);
    rules.set(key, rule);
  }
  return [...rules.values()];
}

function separated(rule: Unordered): Unordered[] {
  if (rule.networks.length === 0 || rule.peers.length === 0) return [rule];
  const { priority: _first, ...rest } = rule;
  return [
    { ...rule, peers: [] },
    { ...rest, key: `${rule.key} machines`, name: `${rule.name}-machines`, networks: [] },
  ];
}

/** Priorities that the product gives; below stand those of documents, above the rule that forbids the rest. */
const given = { Allow: { first: 1000, count: 3000 }, Deny: { first: 200, count: 700 } } as const;

/**
 * A priority for each rule, unique in its group and direction. Where none is written it follows from the rule's key, so
 * that another rule more moves no other: Azure refuses a priority that another rule is about to leave.
 */
function prioritised(group: readonly Unordered[], problems: StackError[]): (NetworkRule & { key: string })[] {
  const taken = new Map<number, string>();
  for (const { priority, name } of group) {
    if (priority === undefined) continue;
    const other = taken.get(priority);
    if (other !== undefined) problems.push(priorityTwice(priority, [other, name]));
    taken.set(priority, name);
  }
  const byKey = [...group].sort((one, other) => (one.key < other.key ? -1 : 1));
  return byKey.map((rule) => ({ ...rule, priority: rule.priority ?? freePriority(rule, taken) }));
}

function freePriority({ key, name, access }: Unordered, taken: Map<number, string>): number {
  const { first, count } = given[access];
  let place = createHash("sha256").update(key).digest().readUInt32BE(0) % count;
  while (taken.has(first + place)) place = (place + 1) % count;
  taken.set(first + place, name);
  return first + place;
}
