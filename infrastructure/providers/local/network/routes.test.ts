import { expect, test } from "vitest";
import { clusterNames } from "../names.ts";
import { connectedNetworks, poolConflict, type Surroundings } from "./routes.ts";
import { parsePool } from "./subnet.ts";

const cluster = clusterNames("lineage");
const pool = parsePool("10.77.0.0/24");
const free: Surroundings = {
  routes: [
    { dst: "default", gateway: "192.0.2.1", dev: "eth0" },
    { dst: "192.0.2.0/24", dev: "eth0" },
  ],
  links: [{ ifname: "eth0", mtu: 1400, addr_info: [{ family: "inet", local: "192.0.2.2", prefixlen: 24 }] }],
};

test("a pool apart from every route and address is free", () => {
  const conflict = poolConflict(pool, cluster, free);

  expect(conflict).toBeUndefined();
});

test.each([
  ["10.0.0.0/8", "the route 10.0.0.0/8 via 192.0.2.9 dev tun0"],
  ["10.77.0.128/25", "the route 10.77.0.128/25 via 192.0.2.9 dev tun0"],
  ["10.77.0.9", "the route 10.77.0.9 via 192.0.2.9 dev tun0"],
])("a route to %s is a conflict that names it", (dst, expected) => {
  const routes = [...free.routes, { dst, gateway: "192.0.2.9", dev: "tun0" }];

  const conflict = poolConflict(pool, cluster, { ...free, routes });

  expect(conflict).toBe(expected);
});

test("a default route split in halves is no conflict", () => {
  const routes = [
    { dst: "0.0.0.0/1", dev: "tun0" },
    { dst: "128.0.0.0/1", dev: "tun0" },
  ];

  const conflict = poolConflict(pool, cluster, { ...free, routes });

  expect(conflict).toBeUndefined();
});

test("our own bridge and guard route are no conflict, another cluster's are", () => {
  const guard = { type: "unreachable", dst: "10.77.0.0/24", protocol: "183" };
  const bridge = { dst: "10.77.0.0/24", dev: cluster.bridge, protocol: "kernel" };
  const around = { ...free, routes: [...free.routes, bridge, guard] };

  const own = poolConflict(pool, cluster, around);
  const foreign = poolConflict(pool, clusterNames("another"), around);

  expect(own).toBeUndefined();
  expect(foreign).toContain(cluster.bridge);
});

test("an address without a route, on an interface that is down, is a conflict too", () => {
  const links = [
    ...free.links,
    { ifname: "eth1", mtu: 1500, addr_info: [{ family: "inet", local: "10.77.0.7", prefixlen: 24 }] },
  ];

  const conflict = poolConflict(pool, cluster, { ...free, links });

  expect(conflict).toBe("the address 10.77.0.7/24 of interface eth1");
});

test("the computer's own networks leave out loopback and bridges of clusters", () => {
  const links = [
    ...free.links,
    { ifname: "lo", mtu: 65536, addr_info: [{ family: "inet", local: "127.0.0.1", prefixlen: 8 }] },
    { ifname: cluster.bridge, mtu: 1500, addr_info: [{ family: "inet", local: "10.77.0.1", prefixlen: 24 }] },
  ];

  const networks = connectedNetworks({ ...free, links });

  expect(networks).toEqual(["192.0.2.0/24"]);
});

test.each(["10.77.0.0/30", "10.0.0.0/8", "8.8.8.0/24", "10.77.0.1/24", "10.77.0.0", "x"])(
  "%s is no address pool",
  (text) => {
    const parse = (): unknown => parsePool(text);

    expect(parse).toThrow(expect.objectContaining({ ending: "invalid" }));
  },
);
