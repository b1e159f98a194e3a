import { type AppendFile, appendFile } from "./append-file.ts";
import type { Sink } from "./event.ts";

/** A sink that writes a file; closed when its run ends. */
export interface FileSink extends Pick<AppendFile, "problem" | "close"> {
  sink: Sink;
}

/** One JSON object per line. */
export function ndjsonSink(path: string): FileSink {
  const file = appendFile(path);
  return { ...file, sink: (event) => file.append(`${JSON.stringify(event)}\n`) };
}
