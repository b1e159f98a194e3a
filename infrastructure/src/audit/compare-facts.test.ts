import type { Machine, MachineDescription } from "@lambdastack/core";
import { expect, it } from "vitest";
import { compareFacts } from "./compare-facts.ts";

const debian = { id: "debian", version: "12", codename: "bookworm", family: "debian", architecture: "x86_64" } as const;
const machine: Machine = {
  name: "demo-web-1",
  hostname: "demo-web-1",
  address: "10.0.0.4",
  sshAddress: "10.0.0.4",
  sshPort: 22,
  component: "web",
  components: ["web"],
  roles: [],
  index: 1,
  os: debian,
};
const facts: MachineDescription = {
  os: debian,
  hostname: "demo-web-1",
  memory: 1,
  processors: 1,
  timeSkew: -2,
  lineage: "ours",
  disks: [],
  fileSystems: [],
  addresses: [{ interface: "eth0", address: "10.0.0.4", prefixLength: 24 }],
  becomesRoot: "sudo",
  packageManagers: [],
};
const details = (more: Partial<MachineDescription>) =>
  compareFacts({ machine, lineage: "ours" }, { ...facts, ...more }).map(({ detail }) => detail);

it("finds nothing on a machine that is as it was recorded", () => {
  expect(details({})).toEqual([]);
});

it.each([
  ["runs ubuntu 24.04 x86_64, not debian 12 x86_64", { os: { ...debian, id: "ubuntu", version: "24.04" } }],
  ["calls itself other, not demo-web-1", { hostname: "other" }],
  [
    "has no address 10.0.0.4 but 10.0.0.9",
    { addresses: [{ interface: "eth0", address: "10.0.0.9", prefixLength: 24 }] },
  ],
  ["its clock is off by -6 s", { timeSkew: -6 }],
  ["carries the mark of another cluster, theirs", { lineage: "theirs" }],
])("finds that it %s", (detail, more) => {
  expect(details(more)).toEqual([detail]);
});

it("finds that its mark is gone", () => {
  const { lineage: _, ...unmarked } = facts;

  expect(compareFacts({ machine, lineage: "ours" }, unmarked)).toMatchObject([
    { drift: "changed", name: "demo-web-1", detail: "carries no mark of this cluster" },
  ]);
});
