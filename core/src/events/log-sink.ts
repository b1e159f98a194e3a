import { appendFile } from "./append-file.ts";
import { describeEvent } from "./describe-event.ts";
import type { FileSink } from "./ndjson-sink.ts";

/** One line for people per happening, with its time. */
export function logSink(path: string): FileSink {
  const file = appendFile(path);
  return { ...file, sink: (event) => file.append(`${event.at} ${describeEvent(event)}\n`) };
}
