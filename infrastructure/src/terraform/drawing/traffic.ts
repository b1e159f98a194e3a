import { type Manifest, parseNetwork, type StackError, throwProblems } from "@lambdastack/core";
import { unknownPeer, unusablePorts } from "../errors.ts";
import { type CloudComponent, cloudComponentsOf, cloudOf } from "./cloud-components.ts";
import { componentTraffic } from "./component-traffic.ts";

/** One permission of a component's machines. */
export interface Traffic {
  /** Stable and unique: component, rule and peer. */
  key: string;
  component: string;
  name: string;
  description: string;
  direction: "in" | "out";
  protocol: "tcp" | "udp" | "icmp" | "all";
  /** Missing: all ports. */
  ports?: { from: number; to: number };
  peer: Peer;
}

/** Whom the traffic comes from or goes to. */
export type Peer = { component: string } | { network: string } | "cluster";

/** A rule as documents have it. */
export interface WrittenRule {
  name: string;
  description?: string;
  direction?: string;
  protocol?: string;
  destination_port_range?: string | number;
  /** A network, `*`, `self`, `cluster`, `ssh_sources` or a component; or several of them. */
  source_address_prefix?: string | string[];
  destination_address_prefix?: string | string[];
}

export interface TrafficWarning {
  message: string;
  hint: string;
}

/** What the network lets pass, by component. `rulesOf` gives the rules of a component's machine document. */
export function trafficOf(
  manifest: Manifest,
  rulesOf: (component: CloudComponent) => readonly WrittenRule[],
): { traffic: Traffic[]; warnings: TrafficWarning[] } {
  const components = cloudComponentsOf(manifest);
  const { useSecurityGroups } = cloudOf(manifest);
  const reading: Reading = { names: components.map(({ name }) => name), manifest, problems: [], warnings: [] };
  const traffic = components.flatMap((component) => {
    const rules = useSecurityGroups ? [...rulesOf(component), ...componentTraffic(component)] : openRules;
    return rules.flatMap((rule) => permissions(rule, component.name, reading));
  });
  throwProblems(reading.problems, (count) => `${count} rules cannot be used.`);
  return { traffic: [...new Map(traffic.map((one) => [one.key, one])).values()], warnings: reading.warnings };
}

/** Without groups the cluster is open to itself; from outside it is reached as far as `ssh_sources` says. */
const openRules: readonly WrittenRule[] = [
  {
    name: "ssh",
    direction: "Inbound",
    protocol: "Tcp",
    destination_port_range: "22",
    source_address_prefix: "ssh_sources",
  },
  { name: "cluster", direction: "Inbound", protocol: "all", source_address_prefix: "cluster" },
  { name: "out", direction: "Egress", protocol: "all", destination_address_prefix: "*" },
];

interface Reading {
  /** Components that are switched on. */
  names: readonly string[];
  manifest: Manifest;
  problems: StackError[];
  warnings: TrafficWarning[];
}

const anywhere = "0.0.0.0/0";

function permissions(rule: WrittenRule, component: string, reading: Reading): Traffic[] {
  const { name, description = name, direction = "Inbound" } = rule;
  const isOut = /^(egress|outbound|out)$/i.test(direction);
  const protocol = protocolOf(rule.protocol);
  const ports = portsOf(rule, protocol, reading);
  const written = (isOut ? rule.destination_address_prefix : rule.source_address_prefix) ?? "cluster";
  const peers = [written].flat().flatMap((peer) => peersOf({ peer, rule, component, isOut }, reading));
  return peers.map((peer) => ({
    key: `${component} ${name} ${isOut ? "to" : "from"} ${peerText(peer)}`,
    component,
    name,
    description,
    direction: isOut ? "out" : "in",
    protocol,
    ...(ports && { ports }),
    peer,
  }));
}

interface PeerOf {
  peer: string;
  rule: WrittenRule;
  component: string;
  isOut: boolean;
}

function peersOf({ peer, rule, component, isOut }: PeerOf, reading: Reading): Peer[] {
  const { sshSources } = cloudOf(reading.manifest);
  if (peer === "ssh_sources") return ["cluster", ...sshSources.map((network): Peer => ({ network }))];
  if (peer === "self") return [{ component }];
  if (peer === "cluster") return ["cluster"];
  if (peer === "*" || peer === anywhere) {
    if (isOut || !opensSsh(rule)) return [{ network: anywhere }];
    reading.warnings.push(sshFromAnywhere(rule.name, component));
    return peersOf({ peer: "ssh_sources", rule, component, isOut }, reading);
  }
  if (reading.names.includes(peer)) return [{ component: peer }];
  if (isNetwork(peer)) return [{ network: peer }];
  if (isKnownComponent(peer, reading.manifest)) return [];
  reading.problems.push(unknownPeer(rule.name, component, peer, reading.names));
  return [];
}

/** One that this cluster has switched off, or could have. */
function isKnownComponent(name: string, { cluster }: Manifest): boolean {
  const components = (cluster.specification.components ?? {}) as object;
  return Object.hasOwn(components, name) || componentTraffic({ name }).length > 0;
}

function isNetwork(text: string): boolean {
  try {
    parseNetwork(text.includes("/") ? text : `${text}/32`);
    return true;
  } catch {
    return false;
  }
}

const opensSsh = ({ destination_port_range: ports }: WrittenRule): boolean => String(ports ?? "*") === "22";

function sshFromAnywhere(rule: string, component: string): TrafficWarning {
  return {
    message: `The rule "${rule}" of component ${component} would open SSH to everybody; it is open to cloud.ssh_sources instead.`,
    hint: "Write the networks you log in from under specification.cloud.ssh_sources.",
  };
}

function protocolOf(written = "tcp"): Traffic["protocol"] {
  const protocol = written.toLowerCase();
  return protocol === "tcp" || protocol === "udp" || protocol === "icmp" ? protocol : "all";
}

function portsOf({ name, destination_port_range: written = "*" }: WrittenRule, protocol: string, reading: Reading) {
  const text = String(written);
  if (protocol === "all" || protocol === "icmp" || text === "*" || text === "0") return undefined;
  const [, from, to = from] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text) ?? [];
  const ports = { from: Number(from), to: Number(to) };
  const isUsable = from !== undefined && ports.from <= ports.to && ports.to <= 65535;
  if (!isUsable) reading.problems.push(unusablePorts(name, text));
  return isUsable ? ports : undefined;
}

function peerText(peer: Peer): string {
  if (peer === "cluster") return "cluster";
  return "component" in peer ? peer.component : peer.network;
}
