import fc from "fast-check";
import { expect, it } from "vitest";
import { allocateAddresses } from "./allocate-addresses.ts";
import { contains, formatAddress, overlaps, parseAddress, parseNetwork } from "./network.ts";

const request = { pool: "10.20.0.0/29", reserved: 1, nodes: [], wanted: [] };

it("gives the lowest free addresses after the reserved ones", () => {
  const result = allocateAddresses({
    ...request,
    nodes: [{ name: "old", privateIP: "10.20.0.3" }],
    wanted: [{ name: "one" }, { name: "old" }, { name: "two" }],
  });

  expect([...result]).toEqual([
    ["one", "10.20.0.2"],
    ["old", "10.20.0.3"],
    ["two", "10.20.0.4"],
  ]);
});

it("does not give away the address of a machine that still has to leave", () => {
  const nodes = [{ name: "leaving", privateIP: "10.20.0.2" }];

  expect(allocateAddresses({ ...request, nodes, wanted: [{ name: "new" }] }).get("new")).toBe("10.20.0.3");
});

it("says when the pool is exhausted, does not fit, or was given twice", () => {
  const many = Array.from({ length: 6 }, (_, index) => ({ name: `m${index}` }));
  const outside = [{ name: "far", privateIP: "10.21.0.2" }];
  const twice = [
    { name: "one", privateIP: "10.20.0.2" },
    { name: "two", privateIP: "10.20.0.2" },
  ];

  expect(() => allocateAddresses({ ...request, wanted: many })).toThrow(
    "6 machines need an address, and 10.20.0.0/29 has room for 5",
  );
  expect(() => allocateAddresses({ ...request, nodes: outside })).toThrow(
    expect.objectContaining({ code: "address-outside-pool" }),
  );
  expect(() => allocateAddresses({ ...request, nodes: twice })).toThrow(
    expect.objectContaining({ code: "address-twice" }),
  );
});

it("keeps every address, gives none twice and stays inside the pool", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(60), { maxLength: 40 }), fc.nat(10), (numbers, reserved) => {
      const half = numbers.slice(0, numbers.length / 2).map((n) => ({ name: `m${n}` }));
      const first = allocateAddresses({ pool: "192.168.7.64/26", reserved, nodes: [], wanted: half });
      const nodes = [...first].map(([name, privateIP]) => ({ name, privateIP }));

      const all = allocateAddresses({
        pool: "192.168.7.64/26",
        reserved,
        nodes,
        wanted: numbers.map((n) => ({ name: `m${n}` })),
      });

      const network = parseNetwork("192.168.7.64/26");
      for (const { name, privateIP } of nodes) expect(all.get(name)).toBe(privateIP);
      expect(new Set(all.values()).size).toBe(numbers.length);
      for (const address of all.values()) {
        const value = parseAddress(address);
        expect(contains(network, value) && value > network.first + reserved && value < network.last).toBe(true);
      }
    }),
  );
});

it("reads back every address it writes and refuses other spellings", () => {
  fc.assert(fc.property(fc.nat(0xffffffff), (address) => parseAddress(formatAddress(address)) === address));

  for (const text of ["010.0.0.1", "1.2.3", "256.0.0.1", "1.2.3.4.5", "", "1.2.3.4 ", "::1", "1e1.0.0.1"]) {
    expect(() => parseAddress(text)).toThrow(expect.objectContaining({ code: "invalid-address" }));
  }
});

it("refuses a network with host bits, naming the one that was meant", () => {
  expect(() => parseNetwork("10.20.0.5/24")).toThrow(
    expect.objectContaining({ hint: expect.stringContaining("10.20.0.0/24") }),
  );
  expect(() => parseNetwork("10.20.0.0/33")).toThrow(expect.objectContaining({ code: "invalid-network" }));
  expect(overlaps(parseNetwork("10.0.0.0/8"), parseNetwork("10.99.0.0/24"))).toBe(true);
  expect(overlaps(parseNetwork("10.98.0.0/24"), parseNetwork("10.99.0.0/24"))).toBe(false);
});
