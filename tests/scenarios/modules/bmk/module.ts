import { defineModule, type ModuleContext, type Section, StackError } from "@lambdastack/core/role";

type Node = Section & { privateIP: string; publicIP?: string };

interface Configuration {
  size: number;
  clusterNodes: readonly Node[];
}
type Context = ModuleContext<Configuration>;

const notEnoughMachines = (found: number, wanted: number) =>
  new StackError("not-enough-machines", `Not enough unused machines: ${found} of the ${wanted} that are needed.`, {
    ending: "refused",
    hint: "Give azi a larger size and apply it, or make size smaller.",
  });

const nodesOf = ({ state }: Context) => (state.azi?.nodes ?? []) as readonly Node[];
const addresses = ({ privateIP, publicIP }: Node): Node => ({ privateIP, ...(publicIP && { publicIP }) });

/** Machines that nobody uses, those of its own among them. */
const freeNodes = (context: Context): Node[] =>
  nodesOf(context).filter(({ usedBy }) => usedBy === "unused" || usedBy === "bmk");

function chosen(context: Context): Node[] {
  const free = freeNodes(context);
  const { size } = context.config;
  if (free.length < size) throw notEnoughMachines(free.length, size);
  return free.slice(0, size).map(addresses);
}

function sections(context: Context) {
  const { size, clusterNodes } = context.config;
  const mine = new Set(clusterNodes.map(({ privateIP }) => privateIP));
  const usable = freeNodes(context).filter(({ privateIP }) => mine.has(privateIP));
  if (usable.length < size) throw notEnoughMachines(usable.length, size);
  const nodes = nodesOf(context).map((node) => (mine.has(node.privateIP) ? { ...node, usedBy: "bmk" } : node));
  return {
    azi: { ...context.state.azi, nodes },
    bmk: { status: "applied", size, clusterNodes: clusterNodes.map((node) => ({ ...node, state: "created" })) },
  };
}

export default defineModule<Configuration>({
  init: (context) => ({ ...context.config, clusterNodes: chosen(context) }),
  plan: sections,
  apply: sections,
});
