import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { readStateFile, type Settings } from "@lambdastack/core";
import { climb, unasked } from "../climb.ts";
import { type Level, type LevelResult, levelsAbove, type Verification, verificationOf } from "../level.ts";
import { modulesAt, withDirectoryOf } from "./find-modules.ts";
import { moduleSteps } from "./module-steps.ts";
import { type ModuleSubject, subjectsOf } from "./module-subject.ts";
import { moduleTrial } from "./module-trial.ts";
import { reachesValid } from "./valid-modules.ts";

export interface VerifyModuleOptions {
  settings: Settings;
  /** Absolute path of a folder with `module.ts`, of a Repository file, or of a folder of them. */
  path: string;
  /** The level to stop at; when missing `valid` for containers, whose `apply` may do anything anywhere, and else the last one. */
  upTo: Level | undefined;
  /** File of a state to begin with. */
  state: string | undefined;
}

/** Nothing of what a throw-away build folder becomes is asked about. */
const approve = async (): Promise<void> => undefined;

/** Finds the level that modules with methods of their own reach: the one that all of them do. */
export async function verifyModule(options: VerifyModuleOptions): Promise<Verification> {
  const { path } = options;
  const root = await mkdtemp(join(tmpdir(), "lambdastack-verify-"));
  try {
    const settings = { ...withDirectoryOf(options.settings, path), build: root, sinks: [], approve };
    const subjects = (await modulesAt(settings, path)).flatMap(subjectsOf);
    const results = await levelsOf(subjects, { ...options, settings, root });
    return verificationOf(basename(path), path, results);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

async function levelsOf(
  subjects: readonly ModuleSubject[],
  { settings, root, upTo, state: file }: VerifyModuleOptions & { root: string },
): Promise<LevelResult[]> {
  const state = file === undefined ? undefined : await readStateFile(file);
  const trialOf = (subject: ModuleSubject) => moduleTrial(subject, { settings, root, state });
  const valid = await reachesValid(subjects, trialOf);
  const wanted = levelsAbove(upTo ?? furthest(subjects));
  if (valid.outcome !== "reached") return [valid, ...wanted.map((level) => unasked(level, "valid"))];
  return climb(valid, wanted, moduleSteps(subjects, trialOf));
}

const furthest = (subjects: readonly ModuleSubject[]): Level =>
  subjects.some(({ type }) => type === "container") ? "valid" : "recoverable";
