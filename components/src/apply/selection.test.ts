import { StackError, settings } from "@lambdastack/core";
import { describe, expect, it } from "vitest";
import { exampleMachine } from "../fixtures/example-machine.ts";
import { selectionOf } from "./selection.ts";

const machines = [
  exampleMachine({ name: "web-1", component: "web", components: ["web"], roles: ["hello-web", "exporter"] }),
  exampleMachine({ name: "both-1", component: "web", components: ["web", "db"], roles: ["hello-web", "postgresql"] }),
  exampleMachine({ name: "db-1", component: "db", components: ["db"], roles: ["postgresql", "exporter"] }),
];
const roles: Record<string, string[]> = { web: ["hello-web", "exporter"], db: ["postgresql", "exporter"] };

const select = ({ role, ...given }: { limit?: string[]; components?: string[]; role?: string }) =>
  selectionOf({ settings: settings(given), machines, rolesOf: (component) => roles[component] ?? [], role });

describe("selectionOf", () => {
  it("takes everything when nothing narrows the run", () => {
    const selection = select({});

    expect(machines.every(({ name }) => selection.machine(name))).toBe(true);
    expect(selection.unit({ role: "postgresql", machine: "both-1" })).toBe(true);
    expect(machines.every(({ name }) => selection.isWhole(name))).toBe(true);
  });

  it("takes only named machines with a limit", () => {
    const selection = select({ limit: ["db-1"] });

    expect(selection.machine("web-1")).toBe(false);
    expect(selection.unit({ role: "postgresql", machine: "db-1" })).toBe(true);
    expect(selection.unit({ role: "postgresql", machine: "both-1" })).toBe(false);
  });

  it("takes only the roles of named components, also on machines that have others", () => {
    const selection = select({ components: ["db"] });

    expect(selection.machine("web-1")).toBe(false);
    expect(selection.unit({ role: "postgresql", machine: "both-1" })).toBe(true);
    expect(selection.unit({ role: "hello-web", machine: "both-1" })).toBe(false);
    expect(machines.some(({ name }) => selection.isWhole(name))).toBe(false);
  });

  it("takes one role alone, and of that only what else narrows the run", () => {
    const whole = select({ role: "exporter" });
    const part = select({ role: "exporter", components: ["db"] });

    expect(machines.map(({ name }) => whole.machine(name))).toEqual([true, false, true]);
    expect(whole.unit({ role: "exporter", machine: "web-1" })).toBe(true);
    expect(whole.unit({ role: "hello-web", machine: "web-1" })).toBe(false);
    expect(whole.isWhole("web-1")).toBe(false);
    expect([
      part.unit({ role: "exporter", machine: "web-1" }),
      part.unit({ role: "exporter", machine: "db-1" }),
    ]).toEqual([false, true]);
  });

  it("names what the cluster does not have", () => {
    expect(() => select({ limit: ["web-9", "db-1"] })).toThrow(/no machine web-9/);
    expect(() => select({ components: ["cache"] })).toThrow(StackError);
  });
});
