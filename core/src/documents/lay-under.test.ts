import { expect, it } from "vitest";
import { kinds, providers, roles } from "./fixtures.ts";
import { findDocument } from "./manifest.ts";
import { resolveDocuments } from "./resolve-documents.ts";

const input = `kind: lambdastack-cluster
provider: local
specification:
  name: demo
  components: { web: { prevent_destroy: true }, postgresql: { count: 1 } }
`;
const computed = `kind: lambdastack-cluster
provider: local
specification:
  local: { address_pool: 10.20.0.0/24 }
  components: { web: { count: 3 }, postgresql: { count: 9 }, monitoring: { count: 2 } }
---
kind: configuration/postgresql
specification: { memory: 2048 }
`;
const resolved = (text = computed) =>
  resolveDocuments({
    texts: [{ file: "input.yaml", text: input }],
    computed: [{ file: "config/demo-config.yml", text }],
    kinds,
    roles,
    providers,
  });

it("lies between defaults and the user's documents", () => {
  const { manifest } = resolved();

  expect(manifest.cluster.specification).toMatchObject({
    local: { address_pool: "10.20.0.0/24", network: "full" },
    components: { web: { count: 3, prevent_destroy: true }, postgresql: { count: 1 } },
  });
  expect(findDocument(manifest, "configuration/postgresql")?.specification).toMatchObject({ memory: 2048 });
});

it("brings no component back that the user took out", () => {
  expect(Object.keys(resolved().manifest.cluster.specification.components as object)).toEqual(["web", "postgresql"]);
});

it("is found fault with in its own file", () => {
  const wrong = computed.replace("count: 3", "count: many");

  expect(() => resolved(wrong)).toThrow(
    expect.objectContaining({ location: expect.objectContaining({ file: "config/demo-config.yml" }) }),
  );
});
