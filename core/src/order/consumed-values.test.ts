import { describe, expect, it } from "vitest";
import { StackError } from "../errors/stack-error.ts";
import type { RoleManifest, ValueContract } from "../plugin-host/role.ts";
import { checkConsumed, consumedNames } from "./consumed-values.ts";

const role = (name: string, more: Partial<RoleManifest>): RoleManifest => ({
  name,
  version: "1.0.0",
  description: name,
  ...more,
});
const consumed: ValueContract = {
  type: "object",
  required: ["port", "job"],
  properties: { port: { type: "number" }, job: { type: "string" }, labels: { type: "object" } },
};
const published: ValueContract = {
  type: "object",
  required: ["port", "job"],
  properties: { port: { type: "integer" }, job: { type: "string" } },
};

function problems(wanted: ValueContract, given: ValueContract) {
  const roles = [
    role("monitor", { consumes: { exporter: wanted }, publishes: { exporter: {} } }),
    role("agent", { publishes: { exporter: given } }),
  ];
  try {
    checkConsumed(roles);
    return [];
  } catch (error) {
    if (!(error instanceof StackError)) throw error;
    const all = error.problems.length > 0 ? error.problems : [error];
    return all.map(({ message, hint, ending }) => [message, hint, ending]);
  }
}

describe("checkConsumed", () => {
  it("accepts what has every field that is read, in a type that fits, and more", () => {
    expect(problems(consumed, published)).toEqual([]);
    expect(problems(consumed, { ...published, required: ["port", "job", "x"], version: "2.0.0" })).toEqual([]);
  });

  it("names both roles and the field where one was renamed, and what it may be called now", () => {
    const renamed = { ...published, required: ["ports", "job"], properties: { ports: {}, job: { type: "string" } } };

    expect(problems(consumed, renamed)).toEqual([
      [
        'The role "monitor" consumes exporter.port, which the role "agent" does not publish.',
        'Was it renamed to "ports"?',
        "refused",
      ],
    ]);
  });

  it("tells every difference at once: missing, not always there, of another type, at any depth", () => {
    const wanted: ValueContract = {
      required: ["a", "b", "address"],
      properties: { b: { type: "string" }, c: { items: { properties: { d: { type: "integer" } } } } },
    };
    const given: ValueContract = {
      required: ["b"],
      properties: {
        b: { type: "boolean" },
        address: {},
        c: { items: { properties: { d: { type: ["integer", "null"] } } } },
      },
    };

    expect(problems(wanted, given).map(([message]) => message)).toEqual([
      'The role "monitor" consumes exporter.a, which the role "agent" does not publish.',
      'The role "monitor" consumes exporter.b, which the role "agent" publishes as boolean instead of string.',
      'The role "monitor" consumes exporter.address, which the role "agent" does not always publish.',
      'The role "monitor" consumes exporter.c[].d, which the role "agent" publishes as integer or null instead of integer.',
    ]);
  });

  it("compares versions before fields; one that is not named is 1.0.0", () => {
    const message = (version: string) =>
      `The role "monitor" consumes exporter in version ^2.0.0; the role "agent" publishes version ${version}.`;

    expect(problems({ ...consumed, version: "^2.0.0" }, {})[0]?.[0]).toBe(message("1.0.0"));
    expect(problems({ ...consumed, version: "^2.0.0" }, { version: "3.1.0" })[0]?.[0]).toBe(message("3.1.0"));
    expect(problems({ ...consumed, version: "^2.0.0" }, { ...published, version: "2.4.0" })).toEqual([]);
  });

  it("does not compare a field with one that every object has", () => {
    expect(problems({ required: ["constructor"] }, published)).toHaveLength(1);
  });
});

describe("consumedNames", () => {
  it("reads both forms", () => {
    expect([consumedNames({ consumes: ["a"] }), consumedNames({ consumes: { a: {} } }), consumedNames({})]).toEqual([
      ["a"],
      ["a"],
      [],
    ]);
  });
});
