/** For each name the names that come before it. */
export type Edges = Map<string, Set<string>>;

export function addEdge(edges: Edges, name: string, before: string): void {
  edges.get(name)?.add(before);
}

const sorted = (names: Iterable<string>): string[] => [...names].sort();

/** Whether `target` is `start` or stands somewhere before it. */
export function reaches(edges: Edges, start: string, target: string): boolean {
  const seen = new Set<string>();
  const open = [start];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (name === target) return true;
    if (seen.has(name)) continue;
    seen.add(name);
    open.push(...(edges.get(name) ?? []));
  }
  return false;
}

/** The first circle in alphabetical order, its start repeated at the end. */
export function findCycle(edges: Edges): string[] | undefined {
  const done = new Set<string>();
  for (const start of sorted(edges.keys())) {
    const cycle = cycleFrom(edges, [start], done);
    if (cycle) return cycle;
  }
  return undefined;
}

function cycleFrom(edges: Edges, path: string[], done: Set<string>): string[] | undefined {
  const name = path.at(-1) as string;
  if (done.has(name)) return undefined;
  for (const next of sorted(edges.get(name) ?? [])) {
    const start = path.indexOf(next);
    const cycle = start >= 0 ? [...path.slice(start), next] : cycleFrom(edges, [...path, next], done);
    if (cycle) return cycle;
  }
  done.add(name);
  return undefined;
}

/** Names in lists, each as early as what stands before it allows. The graph must be free of circles. */
export function layers(edges: Edges): string[][] {
  const placed = new Set<string>();
  const result: string[][] = [];
  while (placed.size < edges.size) {
    const ready = sorted(edges.keys()).filter(
      (name) => !placed.has(name) && [...(edges.get(name) ?? [])].every((before) => placed.has(before)),
    );
    if (ready.length === 0) throw new Error(`The graph has a circle among ${sorted(edges.keys()).join(", ")}.`);
    for (const name of ready) placed.add(name);
    result.push(ready);
  }
  return result;
}
