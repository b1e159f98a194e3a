import type { GraphEdge, ModuleGraph } from "./module-graph.ts";

/** Formats that `graph` prints; JSON is the graph itself. */
export type GraphFormat = "mermaid" | "dot" | "json";

const drawings: Readonly<Record<GraphFormat, (graph: ModuleGraph) => string>> = {
  mermaid: drawMermaid,
  dot: drawDot,
  json: (graph) => JSON.stringify(graph, null, 2),
};

/** The graph as text, each arrow from a module to what it needs or has an effect on. */
export const drawGraph = (graph: ModuleGraph, format: GraphFormat): string => drawings[format](graph);

const label = ({ kind, value }: GraphEdge): string => (value === undefined ? kind : `reads ${value}`);
const arrows: Readonly<Record<GraphEdge["kind"], { mermaid: string; dot: string }>> = {
  strong: { mermaid: "==>", dot: "bold" },
  weak: { mermaid: "-->", dot: "solid" },
  value: { mermaid: "-->", dot: "solid" },
  influences: { mermaid: "-.->", dot: "dashed" },
};

/** Words of Mermaid, such as `end`, could be names: boxes are numbered. */
function drawMermaid({ nodes, edges }: ModuleGraph): string {
  const box = new Map(nodes.map(({ name }, index) => [name, `m${index}`]));
  return [
    "flowchart LR",
    ...nodes.map(({ name, version }) => `  ${box.get(name)}["${name} ${version}"]`),
    ...edges.map((edge) => `  ${box.get(edge.from)} ${arrows[edge.kind].mermaid}|${label(edge)}| ${box.get(edge.to)}`),
  ].join("\n");
}

function drawDot({ nodes, edges }: ModuleGraph): string {
  return [
    "digraph modules {",
    "  rankdir=LR;",
    ...nodes.map(({ name, version }) => `  "${name}" [label="${name} ${version}"];`),
    ...edges.map(
      (edge) => `  "${edge.from}" -> "${edge.to}" [label="${label(edge)}", style=${arrows[edge.kind].dot}];`,
    ),
    "}",
  ].join("\n");
}
