import type { Host, State } from "@lambdastack/core";
import { expect, it } from "vitest";
import { presentModules } from "./present-modules.ts";

const manifest = (name: string) => ({ name, version: "1.0.0", description: name });
const host = {
  modules: new Map(["azi", "bmk"].map((name) => [name, { name, manifest: manifest(name) }])),
  provider: (name: string) => ({ manifest: manifest(name) }),
} as unknown as Host;

it("counts the provider, and of the modules those that the state shows as applied", () => {
  const state = { kind: "state", azi: { status: "applied" }, bmk: { status: "failed" } } as unknown as State;

  expect(presentModules(host, "local", state).map(({ name }) => name)).toEqual(["local", "azi"]);
  expect(presentModules(host, "local", undefined).map(({ name }) => name)).toEqual(["local"]);
});
