import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { quote, REPOSITORY_ROOT, type Session } from "@lambdastack/core";
import { downloadFailed, notInFolder, storeFailed } from "../errors.ts";
import type { Lock } from "../lock/lock.ts";
import { lockText } from "../lock/lock-text.ts";
import { downloadPrograms } from "../prepare/prepare.ts";
import { programText } from "../programs.ts";
import { storeLayout } from "../store/store.ts";

export const store = `${REPOSITORY_ROOT}/store`;
const timeLimit = 4 * 3600;

export interface Content {
  sha256: string;
  size: number;
}

interface Lacking extends Content {
  /** Bytes of it that are there. */
  have: number;
}

/** Carries what the store lacks from a folder to the machine, over the session's connection. A repeat goes on where it ended. */
export async function uploadContent(session: Session, folder: string, wanted: readonly Content[]): Promise<number> {
  const lacking = await lackingContent(session, wanted);
  if (lacking.length === 0) return 0;
  const layout = storeLayout(join(folder, "store"));
  await requireThere(lacking, folder);
  const step = { purpose: "fill the store", script: `store=${store}\n${programText("receive.sh")}`, timeLimit };
  const { status, stderr } = await session.feed(step, Readable.from(parts()));
  if (status !== 0) throw storeFailed(session.machine, stderr);
  return lacking.reduce((sum, { size, have }) => sum + size - have, 0);

  async function* parts(): AsyncGenerator<Buffer> {
    for (const { sha256, size, have } of lacking) {
      yield Buffer.from(`${sha256} ${have} ${size - have}\n`);
      if (size > have) yield* createReadStream(layout.path(sha256), { start: have, highWaterMark: 256 * 1024 });
    }
  }
}

export async function lackingContent(session: Session, wanted: readonly Content[]): Promise<Lacking[]> {
  const lines = wanted.map(({ sha256, size }) => `${sha256} ${size}\n`).join("");
  const script = `store=${store}\nwanted=${quote(lines)}\n${programText("lacking.sh")}`;
  const { status, stdout, stderr } = await session.run({ purpose: "look into the store", script, timeLimit: 300 });
  if (status !== 0) throw storeFailed(session.machine, stderr);
  const sizes = new Map(wanted.map(({ sha256, size }) => [sha256, size]));
  return stdout.split("\n").flatMap((line) => {
    const [sha256 = "", have] = line.split(" ");
    const size = sizes.get(sha256);
    return size === undefined ? [] : [{ sha256, size, have: Number(have) }];
  });
}

async function requireThere(lacking: readonly Content[], folder: string): Promise<void> {
  const layout = storeLayout(join(folder, "store"));
  const missing: string[] = [];
  for (const { sha256, size } of lacking) {
    const found = await stat(layout.path(sha256)).catch(() => undefined);
    if (found?.size !== size) missing.push(sha256);
  }
  if (missing.length > 0) throw notInFolder(folder, missing);
}

/** Lets the machine, which has internet, fetch everything itself. */
export async function downloadContent(session: Session, lock: Lock, wanted: readonly Content[]): Promise<void> {
  const lacking = await lackingContent(session, wanted);
  if (lacking.length === 0) return;
  const files = Object.entries({ ...downloadPrograms(), "lock.json": lockText(lock) });
  const folder = `${REPOSITORY_ROOT}/download`;
  const place = files.map(
    ([path, text]) => `printf %s ${quote(Buffer.from(text).toString("base64"))} | base64 -d >${path}`,
  );
  const script = `set -e
mkdir -p ${folder}/programs
cd ${folder}
${place.join("\n")}
sh download.sh -o ${REPOSITORY_ROOT} 2>&1`;
  const { status, stdout, stderr } = await session.run({ purpose: "download", script, timeLimit });
  if (status !== 0) throw downloadFailed(session.machine, `${stdout}\n${stderr}`);
}
