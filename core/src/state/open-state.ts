import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { BuildFolder } from "../build-folder/build-folder.ts";
import { writeFileAtomic } from "../build-folder/write-file-atomic.ts";
import { checkState, STATE_VERSION } from "./check-state.ts";
import {
  foreignLineage,
  noSuchVersion,
  serialWentBack,
  stateAbsent,
  stateChanged,
  stateExists,
  stateMissing,
} from "./errors.ts";
import type { State } from "./state.ts";
import { copySerials, copyVersions, keepCopy, newestCopy, readCopy, type StateVersion } from "./state-copies.ts";
import { parseState, stateText } from "./state-text.ts";

/** `state.yml` with its earlier versions. Whoever writes holds the build folder's lock. */
export interface StateStore {
  /**
   * Undefined before the first apply. Refuses (4) what cannot be the last state: `state-unreadable`, `state-invalid`,
   * `state-missing`, `foreign-lineage`, `serial-went-back`, `future-state`.
   */
  read(): Promise<State | undefined>;
  /** The first state, with a new lineage and serial 1. */
  create(): Promise<State>;
  /**
   * Changes a draft and writes it with the next serial; the version before is kept. Calls from many machines are
   * done one after another. Refuses with `state-changed` when someone else wrote since the last read.
   */
  update(mutate: (draft: State) => void): Promise<State>;
  /** Copies, oldest first, then the present state where it can be read. */
  history(): Promise<StateVersion[]>;
  /** One earlier version, or the present one. */
  version(serial: number): Promise<State>;
  /** Writes an earlier version as a new serial. A present state that cannot be read is kept as `state.yml.broken`. */
  restore(serial: number): Promise<State>;
}

interface Loaded {
  text: string;
  state: State;
}

export function openState(folder: BuildFolder): StateStore {
  let known: Loaded | undefined;
  let last: Promise<unknown> = Promise.resolve();

  const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const result = last.then(work, work);
    last = result.catch(() => undefined);
    return result;
  };
  const write = async (state: State): Promise<State> => {
    const text = stateText(checkState(state, folder.state));
    await writeFileAtomic(folder.state, text);
    known = { text, state };
    return structuredClone(state);
  };
  const read = async () => {
    known = (await unchanged(folder, known)) ?? (await load(folder));
    return structuredClone(known?.state);
  };
  const create = async () => {
    if (await load(folder)) throw stateExists(folder.state);
    return write({ kind: "state", version: STATE_VERSION, lineage: randomUUID(), serial: 1 });
  };
  const update = async (mutate: (draft: State) => void) => {
    const loaded = (await unchanged(folder, known)) ?? (await load(folder));
    if (!loaded) throw stateAbsent(folder.state);
    const { text, state } = loaded;
    if (known && state.serial !== known.state.serial) {
      throw stateChanged(folder.state, known.state.serial, state.serial);
    }
    const next = changed(state, mutate);
    await keepCopy(folder.states, state.serial, text);
    return write(next);
  };

  return {
    read: () => inTurn(read),
    create: () => inTurn(create),
    update: (mutate) => inTurn(() => update(mutate)),
    history: () => inTurn(() => history(folder)),
    version: (serial) => inTurn(() => version(folder, serial)),
    restore: (serial) => inTurn(async () => write(await restored(folder, serial))),
  };
}

/** Spares parsing and the look at the copies in the usual case that only we wrote. */
async function unchanged(folder: BuildFolder, known: Loaded | undefined): Promise<Loaded | undefined> {
  return known && (await readText(folder.state)) === known.text ? known : undefined;
}

async function load(folder: BuildFolder): Promise<Loaded | undefined> {
  const newest = await newestCopy(folder.states);
  const text = await readText(folder.state);
  if (text === undefined) {
    if (newest) throw stateMissing(folder.state, newest.serial);
    return undefined;
  }
  const state = parseState(text, folder.state, newest?.serial);
  if (newest && newest.lineage !== state.lineage) {
    throw foreignLineage(folder.state, state.lineage, newest.lineage, newest.serial);
  }
  if (newest && newest.serial > state.serial) throw serialWentBack(folder.state, state.serial, newest.serial);
  return { text, state };
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** Who mutates cannot touch what identifies the state. */
function changed(state: State, mutate: (draft: State) => void): State {
  const draft = structuredClone(state);
  mutate(draft);
  const { kind, version, lineage, serial } = state;
  return { ...draft, kind, version, lineage, serial: serial + 1 };
}

async function history(folder: BuildFolder): Promise<StateVersion[]> {
  const present = await load(folder).catch(() => undefined);
  const serial = present?.state.serial;
  const copies = (await copyVersions(folder.states)).filter((copy) => copy.serial !== serial);
  return serial === undefined ? copies : [...copies, { serial, current: true }];
}

async function version(folder: BuildFolder, serial: number): Promise<State> {
  const present = await load(folder).catch(() => undefined);
  if (present?.state.serial === serial) return present.state;
  const serials = await copySerials(folder.states);
  if (!serials.includes(serial)) throw noSuchVersion(serial, serials);
  return readCopy(folder.states, serial);
}

async function restored(folder: BuildFolder, serial: number): Promise<State> {
  const wanted = await version(folder, serial);
  const present = await load(folder).catch(() => undefined);
  if (present) await keepCopy(folder.states, present.state.serial, present.text);
  else await keepBroken(folder);
  const serials = await copySerials(folder.states);
  return { ...wanted, serial: Math.max(...serials, wanted.serial) + 1 };
}

async function keepBroken(folder: BuildFolder): Promise<void> {
  const text = await readText(folder.state);
  if (text !== undefined) await writeFileAtomic(`${folder.state}.broken`, text);
}
