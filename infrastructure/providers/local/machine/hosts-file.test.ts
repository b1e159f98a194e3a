import fc from "fast-check";
import { expect, test } from "vitest";
import { plainHosts, withMachines } from "./hosts-file.ts";

const web = { name: "web-1", hostname: "web-1", address: "10.77.0.3" };
const db = { name: "db-1", hostname: "db", address: "10.77.0.2" };

test("machines stand in a block behind what was there, sorted by name", () => {
  const text = withMachines(plainHosts, [web, db]);

  expect(text.startsWith(plainHosts)).toBe(true);
  expect(text).toContain("10.77.0.2 db db-1\n10.77.0.3 web-1\n");
});

test("other lines stay as they are around a changed block", () => {
  const before = `${withMachines(plainHosts, [web, db])}192.0.2.7 mine\n`;

  const after = withMachines(before, [db]);

  expect(after).toContain("192.0.2.7 mine\n");
  expect(after).not.toContain("web-1");
});

test("writing the same machines again changes nothing, whatever the file holds", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const once = withMachines(text, [web, db]);

      const twice = withMachines(once, [db, web]);

      expect(twice).toBe(once);
    }),
  );
});
