import { expect, test } from "vitest";
import { type Comparison, compare } from "./compare.ts";
import type { Observation, ObservedMachine } from "./observe.ts";

const up: ObservedMachine = { disk: "ready", running: true, connected: true, files: true };
const none: ObservedMachine = { disk: "none", running: false, connected: false, files: false };
const network = { bridge: true, guard: true, rules: true, forwarding: true };
const noNetwork = { bridge: false, guard: false, rules: false, forwarding: false };
const wanted = [
  { name: "db-1", address: "10.77.0.2" },
  { name: "web-1", address: "10.77.0.3" },
];

const changes = (observed: Partial<Observation>): string[] => {
  const whole = { image: { key: "debian-12-x", present: true, carried: false }, network, machines: {}, ...observed };
  const comparison: Comparison = { cluster: "demo", wanted, observed: whole };
  return compare(comparison).map(
    ({ action, what, name, destroys }) => `${action} ${what} ${name}${destroys ? " (destroys)" : ""}`,
  );
};

test("nothing on the computer means image, network and every machine", () => {
  const image = { key: "debian-12-x", present: false, carried: false };

  const found = changes({ image, network: noNetwork, machines: { "db-1": none, "web-1": none } });

  expect(found).toEqual([
    "create image debian-12-x",
    "create network demo",
    "create machine db-1",
    "create machine web-1",
  ]);
});

test("everything up means no change", () => {
  const found = changes({ machines: { "db-1": up, "web-1": up } });

  expect(found).toEqual([]);
});

test("a machine that does not run is started, with its disk", () => {
  const found = changes({ machines: { "db-1": up, "web-1": { ...up, running: false, files: false } } });

  expect(found).toEqual(["start machine web-1"]);
});

test("after a restart of the computer network and machines are started, and no image is built", () => {
  const stopped = { ...none, disk: "ready" } as const;

  const found = changes({
    image: { key: "new", present: false, carried: false },
    network: noNetwork,
    machines: { "db-1": stopped, "web-1": stopped },
  });

  expect(found).toEqual(["start network demo", "start machine db-1", "start machine web-1"]);
});

test.each([
  ["raised", 2 ** 29, 2 ** 30, "512 MiB -> 1024 MiB"],
  ["given", undefined, 2 ** 29, "without a limit -> 512 MiB"],
  ["taken away", 2 ** 29, undefined, "512 MiB -> without a limit"],
])("a limit of memory that is %s changes machines that run, and starts others with it", (_, found, memory, detail) => {
  const running = found === undefined ? up : { ...up, memory: found };
  const observed = { image: { key: "k", present: true, carried: false }, network };
  const machines = { "db-1": running, "web-1": { ...up, running: false, files: false } };

  const changed = compare({ cluster: "demo", wanted, observed: { ...observed, machines }, memory });

  expect(changed).toMatchObject([
    { action: "update", name: "db-1", detail: `memory ${detail}, without a restart`, destroys: false },
    { action: "start", name: "web-1" },
  ]);
});

test("a limit of memory that is as wanted changes nothing", () => {
  const observed = { image: { key: "k", present: true, carried: false }, network };
  const machines = { "db-1": { ...up, memory: 2 ** 29 }, "web-1": { ...up, memory: 2 ** 29 } };

  expect(compare({ cluster: "demo", wanted, observed: { ...observed, machines }, memory: 2 ** 29 })).toEqual([]);
});

test("a disk that an interrupted run left half made is created again", () => {
  const found = changes({ machines: { "db-1": up, "web-1": { ...none, disk: "partial" } } });

  expect(found).toEqual(["create machine web-1"]);
});

test("a machine that is no longer wanted is deleted, which destroys, and no other is touched", () => {
  const found = changes({ machines: { "db-1": up, "web-1": up, "web-2": up } });

  expect(found).toEqual(["delete machine web-2 (destroys)"]);
});

test.each([
  ["rules", { network: { ...network, rules: false } }],
  ["guard", { network: { ...network, guard: false } }],
  ["forwarding", { network: { ...network, forwarding: false } }],
  ["a cable", { machines: { "db-1": up, "web-1": { ...up, connected: false } } }],
  ["files", { machines: { "db-1": up, "web-1": { ...up, files: false } } }],
])("what is wrong with %s is mended without touching a machine", (_, observed) => {
  const found = changes({ machines: { "db-1": up, "web-1": up }, ...observed });

  expect(found).toEqual(["update network demo"]);
});
