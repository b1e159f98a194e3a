import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Drawing, placeMachines, terraformProvider } from "@lambdastack/infrastructure";

/** A provider from outside the product, in the least that one by Terraform needs; it downloads nothing. */
export default terraformProvider({
  name: "paper",
  templates: join(dirname(fileURLToPath(import.meta.url)), "templates"),
  machineResource: "terraform_data.machine",
  draw({ manifest, machines, nodes }: Drawing) {
    const { paper } = manifest.cluster.specification as { paper: { address_pool: string } };
    const components = [...new Set(machines.map(({ component }) => component))].map((name) => {
      return { name, count: 1, subnets: [{ addressPool: paper.address_pool }], usePublicIps: false };
    });
    const request = { components, addressPool: paper.address_pool, networkExists: false, machines, nodes, reserved: 3 };
    const placed = Object.entries(placeMachines(request).machines);
    const os = { id: "debian", version: "12", codename: "bookworm", family: "debian", architecture: "x86_64" } as const;
    return {
      structure: {},
      variables: { addresses: Object.fromEntries(placed.map(([name, { address }]) => [name, address])) },
      machines: Object.fromEntries(
        placed.map(([name, { address = "" }]) => [name, { os, address, isPublic: false, detail: address }]),
      ),
    };
  },
  find: async () => [],
  privateAddress: ({ output }) => (typeof output === "string" ? output : undefined),
});
