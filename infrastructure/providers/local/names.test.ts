import fc from "fast-check";
import { expect, test } from "vitest";
import { clusterNames, hardwareAddress, machineNames } from "./names.ts";

test("interface names fit the kernel's 15 characters whatever lineage and machine are called", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (lineage, machine) => {
      const cluster = clusterNames(lineage);

      const names = machineNames(cluster, machine);

      expect(cluster.bridge).toMatch(/^[a-z0-9]{1,15}$/);
      expect(names.cable).toMatch(/^[a-z0-9]{1,15}$/);
      expect(names.container).toMatch(/^[a-z0-9-]{1,64}$/);
    }),
  );
});

test("two clusters with the same machines share no name", () => {
  const [one, other] = [clusterNames("a"), clusterNames("b")];

  const names = [one, other].map((cluster) => Object.values(machineNames(cluster, "web-1")));

  expect(Object.values(one).filter((name) => Object.values(other).includes(name))).toEqual([]);
  expect(names[0]?.filter((name) => names[1]?.includes(name))).toEqual([]);
});

test("a hardware address is a locally administered unicast address that depends on the address alone", () => {
  const cluster = clusterNames("a");

  const address = hardwareAddress(cluster, "10.77.0.2");

  expect(address).toMatch(/^02(:[0-9a-f]{2}){5}$/);
  expect(hardwareAddress(cluster, "10.77.0.2")).toBe(address);
  expect(hardwareAddress(cluster, "10.77.0.3")).not.toBe(address);
});
