import type { InfrastructureChange, Machine, StateNode } from "@lambdastack/core";

const machine = { what: "machine", destroys: false } as const;

/** Machines that become part of the cluster or are it no more; none of them is made or removed. */
export function compare(wanted: readonly Machine[], nodes: readonly StateNode[]): InfrastructureChange[] {
  const recorded = new Map(nodes.map((node) => [node.name, node]));
  const names = new Set(wanted.map(({ name }) => name));
  const leaving = nodes.filter(({ name }) => !names.has(name));
  return [
    ...wanted.flatMap((one) => changeOf(one, recorded.get(one.name))),
    ...leaving.map(
      ({ name }): InfrastructureChange => ({
        ...machine,
        action: "leave",
        name,
        detail: "given; it stays as it is, with all that runs on it",
      }),
    ),
  ];
}

function changeOf({ name, address }: Machine, node: StateNode | undefined): InfrastructureChange[] {
  if (!node) return [{ ...machine, action: "join", name, detail: `given, ${address}` }];
  if (node.privateIP === address) return [];
  return [{ ...machine, action: "update", name, detail: `address ${node.privateIP} -> ${address}` }];
}
