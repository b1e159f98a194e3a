import { type StackError, throwProblems } from "@lambdastack/core";
import type { Traffic } from "@lambdastack/infrastructure";
import { egressToComponent } from "../errors.ts";
import type { GoogleRule } from "./machine-document.ts";
import { cloudName } from "./names.ts";

/** One firewall rule; whoever is in `networks` or is a machine of `peers` is at its other end. */
export interface FirewallRule {
  name: string;
  component: string;
  description: string;
  priority: number;
  direction: "INGRESS" | "EGRESS";
  allow: boolean;
  protocol: string;
  /** Empty: every port. */
  ports: string[];
  networks: string[];
  peers: string[];
}

interface Request {
  traffic: readonly Traffic[];
  base: string;
  /** Addresses of the whole network. */
  addressPool: string;
  /** Rules of a component's machine document. */
  written(component: string): readonly GoogleRule[];
}

/** Where documents give none. What forbids comes before what allows. */
const priorities = { Allow: 1000, Deny: 900 } as const;

/** Traffic that differs only in who is at its other end is one rule. Throws `egress-to-component` (invalid). */
export function firewallRules({ traffic, base, addressPool, written }: Request): Record<string, FirewallRule> {
  const rules = new Map<string, FirewallRule>();
  const problems: StackError[] = [];
  for (const one of traffic) {
    const { component, name, direction, peer } = one;
    const key = `${component} ${name} ${direction}`;
    const rule = rules.get(key) ?? ruleOf(one, base, written(component));
    if (peer === "cluster") rule.networks.push(addressPool);
    else if ("network" in peer) rule.networks.push(peer.network);
    else if (direction === "in") rule.peers.push(peer.component);
    else problems.push(egressToComponent(name, component));
    rules.set(key, rule);
  }
  throwProblems(problems, (count) => `${count} rules cannot be used.`);
  return Object.fromEntries(rules);
}

function ruleOf(
  { component, name, description, direction, protocol, ports }: Traffic,
  base: string,
  written: readonly GoogleRule[],
): FirewallRule {
  const own = written.find((rule) => rule.name === name);
  const access = own?.access ?? "Allow";
  return {
    name: cloudName(base, component, name, direction),
    component,
    description,
    priority: own?.priority ?? priorities[access],
    direction: direction === "in" ? "INGRESS" : "EGRESS",
    allow: access === "Allow",
    protocol,
    ports: ports === undefined ? [] : [ports.from === ports.to ? String(ports.from) : `${ports.from}-${ports.to}`],
    networks: [],
    peers: [],
  };
}
