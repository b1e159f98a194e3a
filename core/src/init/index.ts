export type { ComputedValue, Init, InitContext } from "./init.ts";
export { type LaidConfiguration, type LaidValue, layComputed } from "./lay-computed.ts";
export { runInit } from "./run-init.ts";
export { valuesOf } from "./values-of.ts";
