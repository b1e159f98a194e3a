import type { Session } from "@lambdastack/core";
import { notPointed } from "../errors.ts";
import type { Pointing } from "./pointing.ts";

/** Points a machine at a repository, or at another release; it can be taken back at any moment of it. */
export async function pointMachine(session: Session, { script }: Pointing): Promise<void> {
  const { status, stdout, stderr } = await session.run({ purpose: "point at the repository", script, timeLimit: 900 });
  if (status !== 0) throw notPointed(session.machine, `${stdout}\n${stderr}`);
}
