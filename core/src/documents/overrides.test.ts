import { describe, expect, it } from "vitest";
import { localCluster, problemsOf, resolveText, shortProblems } from "./fixtures.ts";
import { overridesOf } from "./overrides.ts";

const override = (name: string, fields: Record<string, unknown>) =>
  `---\nkind: configuration/override\nname: ${name}\nspecification: ${JSON.stringify({
    machine: "demo-web-1",
    resource: "file:/etc/motd",
    property: "mode",
    value: "0600",
    ...fields,
  })}\n`;
const given = `${localCluster("web: { machines: [front] }").replace("provider: local", "provider: any")}---
kind: infrastructure/machine
provider: any
name: front
specification: { hostname: front, ip: 192.168.7.1 }
`;

describe("configuration/override", () => {
  it("says what one field is, in the order of the documents", () => {
    const { manifest } = resolveText(
      localCluster() + override("rights", {}) + override("groups", { property: "groups", value: ["adm"] }),
    );

    expect(overridesOf(manifest)).toEqual([
      { name: "rights", machine: "demo-web-1", resource: "file:/etc/motd", property: "mode", value: "0600" },
      { name: "groups", machine: "demo-web-1", resource: "file:/etc/motd", property: "groups", value: ["adm"] },
    ]);
  });

  it("is refused without a type in its resource and with a map as its value", () => {
    const text =
      localCluster() + override("typeless", { resource: "/etc/motd" }) + override("map", { value: { a: 1 } });

    expect(problemsOf(text).map(({ code, location }) => [code, location?.line])).toEqual([
      ["bad-value", 11],
      ["wrong-type", 15],
    ]);
  });

  it("is refused where another says what the same field is", () => {
    const text = localCluster() + override("one", {}) + override("two", { value: "0644" });

    expect(problemsOf(text).map(({ message }) => message)).toEqual([
      '"two" and "one" both override mode of file:/etc/motd on demo-web-1',
    ]);
    expect(shortProblems(localCluster() + override("one", {}) + override("two", { property: "owner" }))).toEqual([]);
  });

  it("names a given machine, or the one that may have been meant", () => {
    expect(shortProblems(given + override("one", { machine: "front" }))).toEqual([]);

    expect(problemsOf(given + override("one", { machine: "frnt" }))).toEqual([
      expect.objectContaining({ code: "unknown-override-machine", hint: 'Did you mean "front"?' }),
    ]);
  });
});
