import { type NamedAddress, withMachines } from "./hosts-file.ts";
import { readInside, writeInside } from "./inside.ts";
import { withResolvers } from "./resolver-file.ts";

/** What a machine's own files say about the network around it. */
export interface NetworkFiles {
  machines: readonly NamedAddress[];
  /** Empty where the machine may not reach out. */
  resolvers: readonly string[];
}

type Edit = (text: string) => string;

/** Whether the files of the machine mounted at `root` say exactly this. */
export async function areUpToDate(root: string, files: NetworkFiles): Promise<boolean> {
  const found = await Promise.all(
    edits(files).map(async ([path, edit]) => isUpToDate(await readInside({ root, path }), edit)),
  );
  return found.every(Boolean);
}

/** Writes only what differs. */
export async function bringUpToDate(root: string, files: NetworkFiles): Promise<void> {
  for (const [path, edit] of edits(files)) {
    const text = await readInside({ root, path });
    if (!isUpToDate(text, edit)) await writeInside({ root, path }, edit(text));
  }
}

function edits({ machines, resolvers }: NetworkFiles): [string, Edit][] {
  return [
    ["/etc/hosts", (text) => withMachines(text, machines)],
    ["/etc/resolv.conf", (text) => withResolvers(text, resolvers)],
  ];
}

function isUpToDate(text: string, edit: Edit): boolean {
  return text === edit(text);
}
