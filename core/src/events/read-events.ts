import { readFile } from "node:fs/promises";
import type { Event } from "./event.ts";

/** The events of a run; of a killed one all but the line it was writing. */
export async function readEvents(path: string): Promise<Event[]> {
  const lines = (await readFile(path, "utf8")).split("\n");
  lines.pop();
  return lines.map((line) => JSON.parse(line) as Event);
}
