import { describe, expect, it } from "vitest";
import type { MatchExpression, RoleManifest } from "../plugin-host/role.ts";
import { drawGraph } from "./draw-graph.ts";
import { moduleGraph } from "./module-graph.ts";
import { providerModule } from "./module-labels.ts";

const has = (key: string, value: string): MatchExpression[] => [{ key, operator: "eq", values: [value] }];
const role = (name: string, more: Partial<RoleManifest> = {}): RoleManifest => ({
  name,
  version: "1.0.0",
  description: name,
  ...more,
});
const graph = moduleGraph(
  [
    role("web", {
      requires: { strong: [has("name", "db")], weak: [has("kind", "logs")] },
      influences: [has("name", "metrics")],
    }),
    role("db", { requires: { strong: [has("kind", "infrastructure")] }, publishes: { target: {} } }),
    role("metrics", { consumes: ["target"], publishes: { target: {} } }),
    role("end", { labels: { kind: "logs" } }),
  ],
  [providerModule({ name: "local", version: "2.0.0", description: "" })],
);

describe("the graph of modules", () => {
  it("knows who needs, follows, reads and influences whom, and nobody himself", () => {
    expect(graph.edges).toEqual([
      { from: "db", to: "local", kind: "strong" },
      { from: "metrics", to: "db", kind: "value", value: "target" },
      { from: "web", to: "db", kind: "strong" },
      { from: "web", to: "end", kind: "weak" },
      { from: "web", to: "metrics", kind: "influences" },
    ]);
  });

  it("is drawn for Mermaid, whatever a role is called", () => {
    expect(drawGraph(graph, "mermaid")).toBe(`flowchart LR
  m0["db 1.0.0"]
  m1["end 1.0.0"]
  m2["local 2.0.0"]
  m3["metrics 1.0.0"]
  m4["web 1.0.0"]
  m0 ==>|strong| m2
  m3 -->|reads target| m0
  m4 ==>|strong| m0
  m4 -->|weak| m1
  m4 -.->|influences| m3`);
  });

  it("is drawn for Graphviz", () => {
    expect(drawGraph(graph, "dot")).toContain('  "web" -> "metrics" [label="influences", style=dashed];');
  });

  it("is itself in JSON", () => {
    expect(JSON.parse(drawGraph(graph, "json"))).toEqual(graph);
  });
});
