import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  coreKinds,
  type Host,
  openHost,
  type ProviderContext,
  resolveDocuments,
  settings,
} from "../../../core/src/index.ts";
import { root } from "./markdown-files.ts";
import { writePage } from "./written-pages.ts";

const page = "docs/write-a-provider.md";
const folder = writePage(page);
afterAll(() => rmSync(folder, { recursive: true }));

let host: Host;
beforeAll(async () => {
  host = await openHost(settings({ cwd: root, home: "/dev/null", environment: {}, plugins: [folder] }));
});

describe(page, () => {
  it("shows a whole provider, whose documents resolve", () => {
    expect(host.broken).toEqual([]);
    expect(resolved().unmet).toEqual([]);
  });

  it("shows code that plans the machines of its example, and records them", async () => {
    const { manifest, componentRoles } = resolved();
    const recorded: unknown[] = [];
    const context = { manifest, componentRoles, record: async (nodes: unknown) => void recorded.push(nodes) };
    const provider = await host.loadProvider("rack");

    const plan = await provider.plan(context as unknown as ProviderContext);
    const machines = await provider.apply(context as unknown as ProviderContext, plan);

    expect(machines).toMatchObject([
      { name: "demo-postgresql-1", address: "192.0.2.11", roles: ["postgresql", "node-exporter"] },
    ]);
    expect(plan.machines.map(({ machine }) => machine)).toEqual(machines);
    expect(recorded).toMatchObject([[{ name: "demo-postgresql-1", privateIP: "192.0.2.11" }]]);
  });
});

function resolved() {
  return resolveDocuments({
    texts: [{ file: "input.yaml", text: readFileSync(join(folder, "input.yaml"), "utf8") }],
    kinds: [...coreKinds(), ...host.kinds()],
    roles: [...host.roles.values()].map(({ manifest }) => manifest),
    providers: [...host.providers.values()].map(({ manifest }) => manifest),
  });
}
