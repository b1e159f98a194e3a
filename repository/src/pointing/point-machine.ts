import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Machine, productDirectory, type Run, type Session, shellProgram, systemOf } from "@lambdastack/core";
import { pointingFailed, pointingUnsupported } from "../errors.ts";
import { familyFolder } from "../os-families.ts";

interface Reached {
  machine: Machine;
  session: Session;
}

export interface Pointed extends Reached {
  served: { release: string; address: string; key: string };
}

/** Seconds; apt may wait for another package manager. */
const timeLimit = 900;

/** Writes a journal first, so that whatever ends it in between is mended by the next command. Throws `pointing-failed`. */
export async function pointMachine(run: Run, { machine, session, served }: Pointed): Promise<void> {
  const os = run.facts.get(machine.name)?.facts.os;
  if (!os) throw new Error(`no facts of ${machine.name}`);
  const lineage = (await run.state.read())?.lineage ?? "";
  const variables = { ...served, system: systemOf(os), lineage };
  await runProgram(
    { machine, session },
    { name: "point.sh", family: os.family, variables, purpose: "point at repository" },
  );
}

/** Gives a machine its own sources back. Needs no repository and no network. */
export async function restoreMachine(run: Run, { machine, session }: Reached): Promise<void> {
  const os = run.facts.get(machine.name)?.facts.os;
  if (!os) throw new Error(`no facts of ${machine.name}`);
  await runProgram(
    { machine, session },
    { name: "restore.sh", family: os.family, variables: {}, purpose: "restore sources" },
  );
}

interface Program {
  name: string;
  family: string;
  variables: Readonly<Record<string, string>>;
  purpose: string;
}

async function runProgram({ machine, session }: Reached, { name, family, variables, purpose }: Program): Promise<void> {
  const folder = familyFolder(family);
  if (folder === undefined) throw pointingUnsupported(machine.name, family);
  const text = readFileSync(join(productDirectory(), folder, name), "utf8");
  const { status, stderr } = await session.run({ purpose, script: shellProgram(variables, text), timeLimit });
  if (status !== 0) throw pointingFailed(machine.name, purpose, stderr);
}
