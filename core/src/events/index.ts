export { createEvents, type EventsOptions } from "./create-events.ts";
export { describeEvent } from "./describe-event.ts";
export type { Event, Events, Happening, Sink } from "./event.ts";
export { logSink } from "./log-sink.ts";
export { type FileSink, ndjsonSink } from "./ndjson-sink.ts";
export { readEvents } from "./read-events.ts";
export { countRoundTrips, type MachineTimings, type Timings, timingsOf } from "./timings.ts";
