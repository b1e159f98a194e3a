import { execFileSync } from "node:child_process";

/** Packets of a pool's machines that wanted to go where they may not. */
export function refusedPackets(pool: string): number {
  const tables = nft("list", "tables").match(/lambdastack_[0-9a-f]+/g) ?? [];
  return tables
    .filter((table) => nft("list", "table", "inet", table).includes(pool))
    .map((table) => Number(/counter packets (\d+)/.exec(nft("list", "chain", "inet", table, "refuse"))?.[1]))
    .reduce((sum, count) => sum + count, 0);
}

const nft = (...words: string[]): string => execFileSync("nft", words, { encoding: "utf8" });
