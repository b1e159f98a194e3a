export * from "./errors/reading.ts";
export * from "./errors/writing.ts";
