import { quote } from "@lambdastack/core";
import { fixtureFailed } from "../../errors.ts";
import type { ThrowAwayCluster } from "../throw-away-cluster.ts";
import type { DataFixture } from "./data-fixture.ts";

/** What `verify/read-data.sh` printed, by machine. */
export type DataOfMachines = Readonly<Record<string, string>>;

type Machines = Pick<ThrowAwayCluster, "ask">;

/** Throws `fixture-failed` where the script fails. */
export async function writeData(cluster: Machines, machine: string, { write }: DataFixture): Promise<void> {
  const { status, stderr } = await cluster.ask(machine, scriptFor(machine, write));
  if (status !== 0) throw fixtureFailed("verify/write-data.sh", machine, stderr);
}

/** Throws `fixture-failed` where the script fails. */
export async function readData(cluster: Machines, machine: string, { read }: DataFixture): Promise<string> {
  const { status, stdout, stderr } = await cluster.ask(machine, scriptFor(machine, read));
  if (status !== 0) throw fixtureFailed("verify/read-data.sh", machine, stderr);
  return stdout;
}

/** Nothing where the script fails: it may, where there are no data. */
export async function readIfAny(cluster: Machines, machine: string, { read }: DataFixture): Promise<string> {
  const { status, stdout } = await cluster.ask(machine, scriptFor(machine, read));
  return status === 0 ? stdout : "";
}

const scriptFor = (machine: string, script: string): string => `MACHINE=${quote(machine)}\nexport MACHINE\n${script}`;

/** Where data are not what they were, with the first line that differs. */
export function compareData(before: DataOfMachines, after: DataOfMachines): string[] {
  return Object.entries(before).flatMap(([machine, text]) => {
    const now = after[machine] ?? "";
    return text === now
      ? []
      : [`After the restore, the data on ${machine} are not what they were: ${difference(text, now)}.`];
  });
}

function difference(before: string, after: string): string {
  const [was, is] = [before.split("\n"), after.split("\n")];
  const line = was.findIndex((text, index) => text !== is[index]);
  const at = line === -1 ? was.length : line;
  return `line ${at + 1} was ${shown(was[at])}, and is ${shown(is[at])}`;
}

const shown = (line: string | undefined): string => (line === undefined ? "nothing" : JSON.stringify(line));
