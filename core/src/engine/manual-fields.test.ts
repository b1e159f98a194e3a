import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import type { Resource } from "../resources/resource.ts";
import type { ResourceType } from "../resources/resource-type.ts";
import { createRedactor } from "../secrets/redactor.ts";
import { applyRole } from "./apply-role.ts";
import { fixtureRun, recorder, resource, temporaryFolder } from "./fixtures/machine-run.ts";
import { fixtureTypes } from "./fixtures/resource-types.ts";
import { manualFields } from "./manual-fields.ts";
import { planMachine } from "./plan-machine.ts";

let folder: string;
let keep: ReturnType<typeof recorder>;

const note = fixtureTypes.get("note") as ResourceType<never, { content?: string }>;
const readable = { ...note, readBack: ({ content }: { content?: string }) => (content === "?" ? {} : { content }) };
const types = new Map([...fixtureTypes, ["note", readable as ResourceType<never, unknown>]]);

const at = (name: string) => join(folder, name);
const wants = (name: string, content: unknown) => resource("note", { path: at(name), content: content as string });
const secret = { $tag: "secret", name: "word" };
const prepare = (...resources: Resource[]) => {
  const run = fixtureRun(folder, { web: resources }, { applied: keep.last(), types });
  run.secretTexts.set("word", "hunter2");
  return planMachine(run);
};
const found = async (...resources: Resource[]) =>
  manualFields(await prepare(...resources), createRedactor(["hunter2"]));
const reasons = async (...resources: Resource[]) => (await found(...resources)).left.map(({ reason }) => reason);

beforeEach(async () => {
  folder = temporaryFolder();
  keep = recorder();
  await applyRole(await prepare(wants("a", "one"), wants("b", secret)), "web", keep);
});

describe("manualFields", () => {
  it("reads a field that was changed by hand, with its value", async () => {
    writeFileSync(at("a"), "by hand");

    expect(await found(wants("a", "one"), wants("b", secret))).toEqual({
      fields: [{ machine: "m-1", role: "web", resource: `note:${at("a")}`, property: "content", value: "by hand" }],
      left: [],
    });
  });

  it("takes no change of the configuration over", async () => {
    expect(await found(wants("a", "two"), wants("b", secret))).toEqual({ fields: [], left: [] });
  });

  it.each([
    ["is gone", () => rmSync(at("a")), /is gone/],
    ["cannot be read back", () => writeFileSync(at("a"), "?"), /cannot say what its content is/],
    ["holds a secret of the cluster", () => writeFileSync(at("a"), "x hunter2 y"), /its content holds a secret/],
    ["holds a private key", () => writeFileSync(at("a"), "-----BEGIN RSA PRIVATE KEY-----"), /holds a secret/],
    ["replaced a secret", () => writeFileSync(at("b"), "by hand"), /a secret stands in its content/],
  ])("says of what %s why it is left", async (_title, change, reason) => {
    change();

    const { fields, left } = await found(wants("a", "one"), wants("b", secret));

    expect(fields).toEqual([]);
    expect(left.map((one) => one.reason)).toEqual([expect.stringMatching(reason)]);
  });

  it("leaves what the configuration changed too", async () => {
    writeFileSync(at("a"), "by hand");

    expect(await reasons(wants("a", "two"), wants("b", secret))).toEqual([expect.stringMatching(/configuration/)]);
  });
});
