import type { Manifest } from "@lambdastack/core";
import { describe, expect, it } from "vitest";
import { type Traffic, trafficOf, type WrittenRule } from "./traffic.ts";

const components = { web: { count: 2 }, monitoring: { count: 1 }, kafka: { count: 0 } };

function traffic(rules: WrittenRule[], cloud: Record<string, unknown> = {}) {
  const cluster = {
    kind: "lambdastack-cluster",
    name: "default",
    version: "1.0.0",
    specification: { components, cloud },
  };
  const found = trafficOf({ cluster, documents: [] } as Manifest, ({ name }) => (name === "web" ? rules : []));
  return { ...found, traffic: found.traffic.filter(({ component }) => component === "web") };
}

const rule = (more: Partial<WrittenRule> = {}): WrittenRule => {
  return { name: "app", direction: "Inbound", protocol: "Tcp", destination_port_range: "8080", ...more };
};
const peers = (listed: readonly Traffic[]) => listed.map(({ peer }) => peer);

describe("rules", () => {
  it.each([
    ["monitoring", [{ component: "monitoring" }]],
    ["self", [{ component: "web" }]],
    ["cluster", ["cluster"]],
    ["10.9.0.0/24", [{ network: "10.9.0.0/24" }]],
    ["*", [{ network: "0.0.0.0/0" }]],
    ["kafka", []],
  ])("may let in %s", (source_address_prefix, expected) => {
    expect(peers(traffic([rule({ source_address_prefix })]).traffic)).toEqual(expected);
  });

  it("name several peers at once, each with a key of its own", () => {
    const found = traffic([rule({ source_address_prefix: ["self", "monitoring"] })]).traffic;

    expect(found.map(({ key }) => key)).toEqual(["web app from web", "web app from monitoring"]);
  });

  it("that open SSH to everybody open it to ssh_sources instead, and say so", () => {
    const open = rule({ destination_port_range: "22", source_address_prefix: "0.0.0.0/0" });

    const found = traffic([open], { ssh_sources: ["203.0.113.7/32"] });

    expect(peers(found.traffic)).toEqual(["cluster", { network: "203.0.113.7/32" }]);
    expect(found.warnings).toHaveLength(1);
  });

  it.each([
    ["22", { from: 22, to: 22 }],
    ["8000-8010", { from: 8000, to: 8010 }],
    ["*", undefined],
    ["0", undefined],
  ])("have the ports %s", (destination_port_range, ports) => {
    const [found] = traffic([rule({ destination_port_range, source_address_prefix: "self" })]).traffic;

    expect(found?.ports).toEqual(ports);
  });

  it.each([
    ["unknown-rule-peer", { source_address_prefix: "nobody" }],
    ["unusable-ports", { destination_port_range: "9-8" }],
    ["unusable-ports", { destination_port_range: "70000" }],
  ])("are refused with %s", (code, more) => {
    expect(() => traffic([rule(more)])).toThrow(expect.objectContaining({ code, ending: "invalid" }));
  });

  it("give way to an open cluster without security groups, which is still closed to the outside", () => {
    const cloud = { network: { use_network_security_groups: false }, ssh_sources: ["203.0.113.7/32"] };
    const inbound = traffic([rule({ source_address_prefix: "*" })], cloud).traffic.filter(
      (one) => one.direction === "in",
    );

    expect(inbound.map(({ key }) => key)).toEqual([
      "web ssh from cluster",
      "web ssh from 203.0.113.7/32",
      "web cluster from cluster",
    ]);
  });
});
