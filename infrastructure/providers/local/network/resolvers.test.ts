import { expect, test } from "vitest";
import { parseResolvers } from "./resolvers.ts";

test("name servers on loopback and IPv6 are left out: a machine cannot reach them", () => {
  const text = "# nameserver 9.9.9.9\nnameserver 127.0.0.53\nnameserver ::1\n  nameserver 10.1.1.1\nsearch x\n";

  const servers = parseResolvers(text);

  expect(servers).toEqual(["10.1.1.1"]);
});
