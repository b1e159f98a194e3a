import { expect, test } from "vitest";
import { clusterNames } from "../names.ts";
import { type RulesetInput, revisionChain, ruleset } from "./ruleset.ts";

const cluster = clusterNames("lineage");
const isolated: RulesetInput = {
  cluster,
  pool: "10.77.0.0/24",
  allowed: [],
  resolvers: [],
  connected: ["198.51.100.0/24"],
};
const full: RulesetInput = { ...isolated, allowed: ["10.77.0.0/24"], resolvers: ["10.1.1.1"] };
const jumpHost: RulesetInput = { ...full, allowed: ["10.77.0.5"] };

test.each([
  ["isolated", isolated],
  ["jump-host", jumpHost],
  ["full", full],
])("the rules of mode %s are as recorded", async (mode, input) => {
  const text = ruleset(input);

  await expect(text).toMatchFileSnapshot(`golden/${mode}.nft`);
});

test("without permission nothing is accepted outwards but answers", () => {
  const text = ruleset(isolated);

  const outward = text.slice(text.indexOf("chain outward"), text.indexOf("chain inward"));

  expect(outward.match(/accept/g)).toEqual(["accept"]);
  expect(outward).toContain("ct state established,related accept");
});

test("the resolver is allowed before private networks are refused, and the web after", () => {
  const text = ruleset(full);

  const order = [
    "10.1.1.1",
    "ip daddr 169.254.0.0/16 goto refuse",
    "ip daddr 198.51.100.0/24 goto refuse",
    "dport { 80, 443 } accept",
  ];

  const outward = text.slice(text.indexOf("chain outward"));
  const places = order.map((rule) => outward.indexOf(rule));
  expect(places.every((place) => place >= 0)).toBe(true);
  expect([...places].sort((one, other) => one - other)).toEqual(places);
});

test("the revision tells rules apart and does not depend on the order of machines", () => {
  const two = { ...full, allowed: ["10.77.0.5", "10.77.0.6"] };

  const revision = revisionChain(two);

  expect(revisionChain({ ...two, allowed: [...two.allowed].reverse() })).toBe(revision);
  expect(new Set([isolated, jumpHost, full, two].map(revisionChain)).size).toBe(4);
});
