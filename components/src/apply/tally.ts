/** Adds up what pieces of work count that run at the same time. */
export interface Tally {
  /** Waits for the work, and adds what it counted. */
  add(work: Promise<number>): Promise<void>;
  total(): number;
}

export function tally(): Tally {
  let sum = 0;
  return {
    async add(work) {
      // Not `sum += await work`: that reads the sum before it waits, and loses what others add meanwhile.
      const count = await work;
      sum += count;
    },
    total: () => sum,
  };
}
