import type { RoleManifest, Workspace } from "@lambdastack/core";
import { describe, expect, it } from "vitest";
import { additionTo, withAddition } from "./addition.ts";
import { exampleMachine } from "./fixtures/example-machine.ts";

interface Given {
  componentRoles: Record<string, string[]>;
  /** `components` of the role's role.yml. */
  own?: RoleManifest["components"];
  counts?: Record<string, number>;
}

/** What is asked of a workspace here: its components, their roles, and the role `proxy`. */
function workspace({ componentRoles, own, counts = {} }: Given): Workspace {
  const components = Object.fromEntries(
    Object.keys(componentRoles).map((name) => [name, { count: counts[name] ?? 1 }]),
  );
  const manifest = { name: "proxy", version: "1.0.0", description: "", ...(own && { components: own }) };
  return {
    manifest: { cluster: { specification: { components } } },
    host: { roleAt: () => ({ name: "proxy", manifest }) },
    componentRoles,
  } as unknown as Workspace;
}

describe("additionTo", () => {
  const componentRoles = { web: ["hello-web"], db: ["postgresql"] };

  it("takes the components that are named, but for those that have the role", () => {
    const given = workspace({ componentRoles: { web: ["proxy"], db: [] } });

    expect(additionTo(given, { role: "proxy", on: ["web", "db"] })).toEqual({
      role: "proxy",
      reference: "proxy",
      components: ["db"],
    });
  });

  it("adds the role nowhere where a component has it", () => {
    const given = workspace({ componentRoles: { web: ["proxy"], db: [] }, own: ["db"] });

    expect(additionTo(given, { role: "proxy" }).components).toEqual([]);
  });

  it("writes a version down for the components that have the role already", () => {
    const given = workspace({ componentRoles: { web: ["proxy"], db: [] } });

    expect(additionTo(given, { role: "proxy@1.0.0" })).toEqual({
      role: "proxy",
      reference: "proxy@1.0.0",
      components: ["web"],
    });
    expect(additionTo(given, { role: "proxy@latest" })).toMatchObject({
      reference: "proxy@latest",
      components: ["web"],
    });
  });

  it("goes by role.yml, then takes the only component", () => {
    expect(additionTo(workspace({ componentRoles, own: ["db", "cache"] }), { role: "proxy" }).components).toEqual([
      "db",
    ]);
    expect(additionTo(workspace({ componentRoles, own: "all" }), { role: "proxy" }).components).toEqual(["web", "db"]);
    expect(additionTo(workspace({ componentRoles: { web: [] } }), { role: "proxy" }).components).toEqual(["web"]);
  });

  it("leaves out components without machines", () => {
    const given = workspace({ componentRoles, counts: { db: 0 } });

    expect(additionTo(given, { role: "proxy" }).components).toEqual(["web"]);
    expect(() => additionTo(given, { role: "proxy", on: ["db"] })).toThrow("no component db");
  });

  it("asks where to where nothing says so", () => {
    expect(() => additionTo(workspace({ componentRoles }), { role: "proxy" })).toThrow(
      expect.objectContaining({
        code: "no-place-for-role",
        ending: "invalid",
        hint: expect.stringContaining("--on web"),
      }),
    );
  });
});

it("gives the role to machines of the components alone", () => {
  const machines = [
    exampleMachine({ name: "web-1", components: ["web"], roles: ["hello-web"] }),
    exampleMachine({ name: "both-1", components: ["db", "web"], roles: ["a", "proxy"] }),
    exampleMachine({ name: "db-1", components: ["db"], roles: ["postgresql", "a"] }),
  ];

  expect(
    withAddition(machines, { role: "proxy", reference: "proxy", components: ["db"] }).map(({ roles }) => roles),
  ).toEqual([["hello-web"], ["a", "proxy"], ["a", "postgresql", "proxy"]]);
});
