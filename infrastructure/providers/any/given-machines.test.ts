import { buildFolder, type Document, type ProviderContext } from "@lambdastack/core";
import { describe, expect, it } from "vitest";
import { access } from "./access.ts";
import { givenMachines } from "./given-machines.ts";

const document = (kind: string, name: string, specification: Record<string, unknown>): Document => ({
  kind,
  name,
  version: "1.0.0",
  specification,
});

const machine = (name: string, ip: string, more = {}) =>
  document("infrastructure/machine", name, { hostname: name, ip, ...more });

function contextOf(components: Record<string, unknown>, machines: Document[], user: object = { name: "operations" }) {
  const cluster = document("lambdastack-cluster", "default", { name: "shop", admin_user: user, components });
  const componentRoles = { web: ["hello-web", "node-exporter"], db: ["postgresql", "node-exporter"] };
  const folder = buildFolder("/build/shop");
  return {
    manifest: { cluster, documents: [cluster, ...machines] },
    componentRoles,
    folder,
  } as unknown as ProviderContext;
}

describe("machines of provider any", () => {
  it("are those that components name, with the roles of all their components", () => {
    const context = contextOf({ web: { machines: ["one", "two"] }, db: { machines: ["two"] } }, [
      machine("one", "10.0.0.1"),
      machine("two", "10.0.0.2"),
    ]);

    const machines = givenMachines(context);

    expect(machines.map(({ name, component, index }) => [name, component, index])).toEqual([
      ["one", "web", 1],
      ["two", "web", 2],
    ]);
    expect(machines[1]).toMatchObject({
      components: ["web", "db"],
      roles: ["hello-web", "node-exporter", "postgresql"],
    });
  });

  it("are reached at their own SSH address and port where they have one", () => {
    const context = contextOf({ web: { machines: ["one"] } }, [
      machine("one", "10.0.0.1", { ssh: { address: "203.0.113.7", port: 2222 } }),
    ]);

    const [one] = givenMachines(context);

    expect(one).toMatchObject({ address: "10.0.0.1", sshAddress: "203.0.113.7", sshPort: 2222 });
  });
});

describe("access of provider any", () => {
  it("takes an absolute key as it is and looks for a bare name in the build folder", () => {
    const absolute = contextOf({}, [], { name: "admin", key_path: "/home/admin/.ssh/id_ed25519" });
    const bare = contextOf({}, [], { name: "admin", key_path: "shop-key" });

    expect(access(absolute)).toEqual({ user: "admin", keyPath: "/home/admin/.ssh/id_ed25519" });
    expect(access(bare)).toEqual({ user: "admin", keyPath: "/build/shop/keys/shop-key" });
  });
});
