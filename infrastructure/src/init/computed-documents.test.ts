import type { StateNode } from "@lambdastack/core";
import { expect, it } from "vitest";
import any from "../../providers/any/index.ts";
import local from "../../providers/local/index.ts";
import { terraformProvider } from "../terraform/index.ts";
import type { TerraformCloud } from "../terraform/terraform-provider.ts";
import { computedDocuments } from "./computed-documents.ts";

const node = (name: string, component: string, privateIP: string, more: Partial<StateNode> = {}): StateNode => ({
  name,
  component,
  index: 1,
  privateIP,
  usedBy: component,
  ...more,
});
const nodes = [
  node("demo-web-1", "web", "10.20.0.2"),
  node("demo-web-3", "web", "10.20.0.4"),
  node("demo-db-1", "db", "10.20.0.3", { usedBy: ["db", "cache"] }),
];
const components = (documents: ReturnType<typeof computedDocuments>) => documents[0]?.specification.components;

it("tells components and how many machines each has, whoever claims them", () => {
  const documents = computedDocuments({ provider: "other", nodes, compute: undefined });

  expect(documents).toHaveLength(1);
  expect(documents[0]).toMatchObject({ kind: "lambdastack-cluster", provider: "other" });
  expect(components(documents)).toEqual({ cache: { count: 1 }, db: { count: 1 }, web: { count: 2 } });
});

it("follows the state it is given", () => {
  const fewer = computedDocuments({ provider: "local", nodes: nodes.slice(1), compute: local.init });
  const elsewhere = nodes.map((one) => ({ ...one, privateIP: one.privateIP.replace("10.20", "10.30") }));

  expect(components(fewer)).toMatchObject({ web: { count: 1 } });
  expect(
    computedDocuments({ provider: "local", nodes: elsewhere, compute: local.init })[0]?.specification,
  ).toMatchObject({
    local: { address_pool: "10.30.0.0/24" },
  });
});

it("names given machines and their addresses", () => {
  const documents = computedDocuments({ provider: "any", nodes, compute: any.init });

  expect(components(documents)).toMatchObject({
    web: { count: 2, machines: ["demo-web-1", "demo-web-3"] },
    cache: { count: 1, machines: ["demo-db-1"] },
  });
  expect(documents[1]).toEqual({
    kind: "infrastructure/machine",
    provider: "any",
    version: "1.0.0",
    name: "demo-web-1",
    specification: { hostname: "demo-web-1", ip: "10.20.0.2" },
  });
});

it("tells which machines of a cloud have public addresses", () => {
  const { init } = terraformProvider({} as TerraformCloud);
  const open = nodes.map((one) => (one.component === "web" ? { ...one, publicIP: "203.0.113.9" } : one));

  expect(components(computedDocuments({ provider: "aws", nodes: open, compute: init }))).toMatchObject({
    web: { use_public_ips: true },
    db: { use_public_ips: false },
  });
});
