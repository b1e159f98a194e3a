import { expect, it } from "vitest";
import { frozen } from "./frozen.ts";

it("data that is handed to plugins cannot be changed at any depth", () => {
  const data = frozen({ machines: [{ name: "demo-web-1", roles: ["web"] }] });

  expect(() => data.machines[0]?.roles.push("mine")).toThrow(TypeError);
  expect(() => Object.assign(data.machines[0] ?? {}, { name: "mine" })).toThrow(TypeError);
});
