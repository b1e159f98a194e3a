import { StackError } from "@lambdastack/core";
import { type AppliedLevel, type Judgement, judged, type Level, type LevelResult } from "./level.ts";

/** Finds out about one level. */
export type Step = () => Promise<Judgement> | Judgement;
/** How each level but the first is judged. */
export type Steps = Readonly<Record<AppliedLevel, Step>>;

/** One level after the other, until one is missed. What cannot be judged holds nothing up. */
export async function climb(valid: LevelResult, wanted: readonly AppliedLevel[], steps: Steps): Promise<LevelResult[]> {
  const results = [valid];
  for (const level of wanted) {
    const missed = results.find(({ outcome }) => outcome === "missed");
    results.push(missed ? unasked(level, missed.level) : await timed(level, steps[level]));
  }
  return results;
}

async function timed(level: Level, step: Step): Promise<LevelResult> {
  const began = performance.now();
  const judgement = await settled(step);
  return { level, ...judgement, milliseconds: performance.now() - began };
}

/** What cannot be applied has missed the level; an interrupt ends everything. */
async function settled(step: Step): Promise<Judgement> {
  try {
    return await step();
  } catch (error) {
    if (!(error instanceof StackError) || error.ending === "interrupted") throw error;
    const all = error.problems.length > 0 ? error.problems : [error];
    return judged(all.map(({ message }) => message));
  }
}

/** A level that is not asked after another was missed. */
export const unasked = (level: Level, missed: Level): LevelResult => ({
  level,
  outcome: "not reached",
  problems: [`Not asked: the level ${missed} was missed.`],
  milliseconds: 0,
});
