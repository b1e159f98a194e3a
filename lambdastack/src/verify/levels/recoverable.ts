import type { ThrowAwayCluster } from "../throw-away-cluster.ts";
import type { DataFixture } from "./data-fixture.ts";
import { compareData, type DataOfMachines, readData, readIfAny, writeData } from "./machine-data.ts";

interface Subject {
  role: string;
  fixture: DataFixture;
}

/** Where its backup lies: in the build folder, which stays when the machines go. */
const location = "build";

/** Puts data in, backs up, makes the machines anew and restores: the same data must be there again, and the role's tests pass. */
export async function recoverable(cluster: ThrowAwayCluster, { role, fixture }: Subject): Promise<string[]> {
  const machines = await cluster.machinesWith(role);
  for (const machine of machines) await writeData(cluster, machine, fixture);
  const before = await onEach(machines, (machine) => readData(cluster, machine, fixture));
  const holders = machines.filter((machine) => before[machine] !== "");
  if (holders.length === 0)
    return ["verify/read-data.sh printed nothing after verify/write-data.sh, so there are no data to lose."];
  const { set } = await cluster.stack.components.backup({ ...cluster.input, location });
  if (!set?.files.some((file) => file.role === role)) return [`The backup holds nothing of ${role}.`];
  await cluster.makeAnew();
  const anew = await onEach(holders, (machine) => readIfAny(cluster, machine, fixture));
  const kept = holders.filter((machine) => anew[machine] === before[machine]);
  if (kept.length > 0) return [`The data were there before the restore, on machines made anew: ${kept.join(", ")}.`];
  await cluster.stack.components.restore({ ...cluster.input, at: set.id, location, overwriteNewer: true });
  const failed = await failedTests(cluster, role);
  const after = await onEach(machines, (machine) => readData(cluster, machine, fixture));
  return [...failed, ...compareData(before, after)];
}

async function onEach(machines: readonly string[], read: (machine: string) => Promise<string>) {
  const texts: Record<string, string> = {};
  for (const machine of machines) texts[machine] = await read(machine);
  return texts satisfies DataOfMachines;
}

async function failedTests({ stack, input }: ThrowAwayCluster, role: string): Promise<string[]> {
  const results = await stack.components.test({ ...input, include: [role] });
  return results
    .filter(({ passed }) => !passed)
    .map(({ check, machine, message = "" }) => `After the restore, ${check} fails on ${machine}: ${message}`);
}
