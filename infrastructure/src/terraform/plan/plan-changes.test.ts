import { expect, it } from "vitest";
import { changesOf, digestOf, type ResourceChange } from "./plan-changes.ts";

const cloud = { machineResource: "aws_instance.machine", words: { aws_vpc: "network" } };

function resource(address: string, actions: string[], change: Partial<ResourceChange["change"]> = {}): ResourceChange {
  const [, type = "", name = "", index] = /^([^.]+)\.([^[]+)(?:\["(.*)"\])?$/.exec(address) ?? [];
  return { address, mode: "managed", type, name, ...(index && { index }), change: { actions, ...change } };
}

const changes = (...resources: ResourceChange[]) =>
  changesOf({ resource_changes: resources }, cloud, () => "t3.medium");

it.each([
  [["create"], "create", false],
  [["update"], "update", false],
  [["delete"], "delete", true],
  [["delete", "create"], "replace", true],
  [["create", "delete"], "replace", true],
])("Terraform's %j is our %s", (actions, action, destroys) => {
  const [change] = changes(resource('aws_instance.machine["demo-web-1"]', actions));

  expect(change).toMatchObject({ action, destroys, what: "machine", name: "demo-web-1" });
});

it("what stays, and what is only read, is no change", () => {
  const data = { ...resource("aws_ami.x", ["create"]), mode: "data" as const };

  expect(changes(resource("aws_vpc.cluster", ["no-op"]), resource("aws_vpc.other", ["read"]), data)).toEqual([]);
});

it("machines stand first, others in words", () => {
  const found = changes(
    resource("aws_vpc.cluster", ["create"]),
    resource("aws_key_pair.cluster", ["create"]),
    resource('aws_instance.machine["demo-web-1"]', ["create"]),
  );

  expect(found.map(({ what, name, detail }) => [what, name, detail])).toEqual([
    ["machine", "demo-web-1", "t3.medium"],
    ["key pair", "cluster", undefined],
    ["network", "cluster", undefined],
  ]);
});

it("a change tells which attributes differ, never their values", () => {
  const [update, replace] = changes(
    resource("aws_vpc.a", ["update"], { before: { tags: "secret-1", id: "x" }, after: { tags: "secret-2", id: "x" } }),
    resource("aws_vpc.b", ["delete", "create"], { replace_paths: [["cidr_block"], ["tags", 0]] }),
  );

  expect([update?.detail, replace?.detail]).toEqual(["tags", "because of cidr_block, tags"]);
});

it("outputs that differ alone are a change too, so that addresses are recorded", () => {
  const plan = { resource_changes: [], output_changes: { machines: { actions: ["update"] } } };

  expect(changesOf(plan, cloud, () => undefined)).toMatchObject([{ action: "update", what: "state" }]);
});

it("the digest differs with what is done, not with the order it is listed in", () => {
  const [one, other] = [resource("a.x", ["create"], { after: { n: 1 } }), resource("a.y", ["delete"])];
  const changed = resource("a.x", ["create"], { after: { n: 2 } });
  const digest = (...listed: ResourceChange[]): string => digestOf({ resource_changes: listed });

  expect(digest(one, other)).toBe(digest(other, one));
  expect(new Set([digest(one, other), digest(changed, other), digest(one), digest()]).size).toBe(4);
});
