import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { Event } from "../../core/src/events/event.ts";
import type { Cluster } from "./cluster.ts";
import { checkout, type Started, start } from "./lambdastack.ts";

/** Milliseconds that something may take to happen. */
const LONGEST = 400_000;

/** Starts a command over the documents and resolves once `isIt` happened in its run; the command goes on. */
export async function startedUntil(
  cluster: Cluster,
  words: readonly string[],
  isIt: (event: Event) => boolean,
): Promise<Started> {
  const earlier = runsOf(cluster);
  const plugins = ["--plugins", join(checkout, "plugins")];
  const started = start("lambdastack", [...plugins, ...words, "-f", "input.yaml", "--json"], cluster.folder);
  let hasEnded = false;
  const ended = started.ended.then((end) => {
    hasEnded = true;
    return end;
  });
  for (const begun = Date.now(); Date.now() - begun < LONGEST; await wait(50)) {
    const run = runsOf(cluster).find((id) => !earlier.includes(id));
    if (run !== undefined && eventsOf(cluster, run).some(isIt)) return started;
    if (hasEnded) throw new Error(`it ended before that happened: ${(await ended).stderr}`);
  }
  started.kill("SIGKILL");
  throw new Error(`it did not happen in time: ${(await ended).stderr}`);
}

/** A task of a role begins, on whatever machine where none is named. */
export const begins =
  (task: string, role: string, machine?: string) =>
  (event: Event): boolean =>
    event.type === "task-started" &&
    event.task === task &&
    event.role === role &&
    (machine === undefined || event.machine === machine);

const runsOf = ({ build }: Cluster): string[] => {
  try {
    return readdirSync(join(build, "runs"));
  } catch {
    return [];
  }
};

/** The last line may be half written. */
function eventsOf({ build }: Cluster, run: string): Event[] {
  try {
    const text = readFileSync(join(build, "runs", run, "events.ndjson"), "utf8");
    const lines = text.slice(0, text.lastIndexOf("\n") + 1).split("\n");
    return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as Event);
  } catch {
    return [];
  }
}
