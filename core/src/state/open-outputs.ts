import { readFile } from "node:fs/promises";
import type { BuildFolder } from "../build-folder/build-folder.ts";
import { writeFileAtomic } from "../build-folder/write-file-atomic.ts";
import type { OutputSource } from "../engine/machine-run.ts";
import { outputsUnreadable } from "./errors.ts";

type Outputs = Map<string, Map<string, string>>;

/** Outputs that are no secrets, in `outputs.json`. Throws `outputs-unreadable`. */
export async function openOutputs(folder: BuildFolder): Promise<OutputSource> {
  const outputs = await readOutputs(folder.outputs);
  let last: Promise<void> = Promise.resolve();
  const save = () => writeFileAtomic(folder.outputs, outputsText(outputs));
  return {
    read: (machine, name) => outputs.get(machine)?.get(name),
    write: (machine, name, value) => {
      const ofMachine = outputs.get(machine) ?? new Map<string, string>();
      if (ofMachine.get(name) === value) return last;
      outputs.set(machine, ofMachine.set(name, value));
      last = last.then(save, save);
      return last;
    },
  };
}

async function readOutputs(path: string): Promise<Outputs> {
  try {
    const value: unknown = JSON.parse(await readFile(path, "utf8"));
    return new Map(texts(value, (inner) => new Map(texts(inner, requireText))));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return new Map();
    throw outputsUnreadable(path, (error as Error).message);
  }
}

function texts<Entry>(value: unknown, convert: (inner: unknown) => Entry): [string, Entry][] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Error("a mapping is expected");
  return Object.entries(value).map(([key, inner]) => [key, convert(inner)]);
}

function requireText(value: unknown): string {
  if (typeof value !== "string") throw new Error(`an output must be text, found ${typeof value}`);
  return value;
}

function outputsText(outputs: Outputs): string {
  const machines = [...outputs].sort(([one], [other]) => (one < other ? -1 : 1));
  const plain = machines.map(([machine, values]) => [machine, Object.fromEntries([...values].sort())]);
  return `${JSON.stringify(Object.fromEntries(plain), undefined, 2)}\n`;
}
