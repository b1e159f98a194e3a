import { defineProvider } from "@lambdastack/core/role";
import { access } from "./access.ts";
import { compare } from "./compare.ts";
import { givenMachines } from "./given-machines.ts";

/** Machines given in documents. Nothing is made or removed; who they belong to is recorded. */
export default defineProvider({
  keepsMachines: true,

  init: (nodes) => ({
    component: (own) => ({ machines: own.map(({ name }) => name) }),
    documents: nodes.map(({ name, privateIP }) => ({
      kind: "infrastructure/machine",
      name,
      specification: { hostname: name, ip: privateIP },
    })),
  }),

  async plan(context) {
    const machines = givenMachines(context);
    return {
      changes: compare(machines, context.nodes),
      machines: machines.map((machine) => ({ machine, exists: true })),
      observed: machines,
    };
  },

  async apply(context) {
    const machines = givenMachines(context);
    await context.record(
      machines.map(({ name, component, components, index, address }) => ({
        name,
        component,
        index,
        privateIP: address,
        usedBy: components.length > 1 ? components : component,
      })),
    );
    return machines;
  },

  async planDestroy() {
    return { changes: [], machines: [], observed: [] };
  },

  async destroy() {},

  async analyse(context) {
    return givenMachines(context);
  },

  async audit(context) {
    const changes = compare(givenMachines(context), context.nodes);
    return changes.map(({ name, what, detail = "" }) => ({ drift: "pending", what, name, detail }));
  },

  async status(context) {
    return context.nodes.map(({ name }) => ({ name, status: "given" }));
  },

  access,
});
