/** `npm run test:long`: sweeps run whole. */
export const isLong = process.env.LAMBDASTACK_TEST_LONG === "1";

/** The sweep in whole takes new moments each time; a single fault is the same one, so that a red run can be repeated. */
export const seed = Number(process.env.LAMBDASTACK_TEST_SEED ?? (isLong ? Date.now() % 1_000_000 : 2026));

/** Mulberry32: the same seed gives the same numbers from 0 up to 1. */
export function randomFrom(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
