import { mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import { type ModuleOutcome, Modules } from "@lambdastack/components";
import {
  openBuildFolder,
  openState,
  type Sections,
  type Settings,
  type State,
  type StateStore,
  sectionsOf,
} from "@lambdastack/core";
import type { ModuleSubject } from "./module-subject.ts";

export interface TrialOptions {
  settings: Settings;
  /** Folder for its build folder. */
  root: string;
  /** What it begins with; nothing when missing. */
  state: State | undefined;
}

/** A module at work in a build folder of its own, which is thrown away. */
export interface ModuleTrial {
  init(): Promise<void>;
  plan(): Promise<ModuleOutcome>;
  apply(): Promise<void>;
  /** Whether its audit finds anything. */
  hasDrift(): Promise<boolean>;
  /** What `metadata` of a container says other than its file. */
  metadataProblems(): Promise<string[]>;
  sections(): Promise<Sections>;
  /** Takes a field out of its own section, as somebody would by hand. */
  removeField(field: string): Promise<void>;
}

export async function moduleTrial({ name, label }: ModuleSubject, options: TrialOptions): Promise<ModuleTrial> {
  const build = join(await mkdtemp(join(options.root, "module-")), "build");
  const modules = new Modules({ ...options.settings, build });
  const folder = await openBuildFolder(build, { create: true });
  if (options.state) await begin(openState(folder), sectionsOf(options.state));
  return {
    init: async () => void (await modules.init(name)),
    plan: () => modules.plan(name),
    apply: async () => void (await modules.apply(name)),
    hasDrift: async () => (await modules.audit(name)).hasDrift,
    metadataProblems: () => modules.metadataProblems(name),
    sections: async () => sectionsOf(await openState(folder).read()),
    removeField: async (field) =>
      void (await openState(folder).update((draft) => {
        const { [field]: _, ...rest } = sectionsOf(draft)[label] ?? {};
        Object.assign(draft, { [label]: rest });
      })),
  };
}

async function begin(store: StateStore, sections: Sections): Promise<void> {
  await store.create();
  await store.update((draft) => Object.assign(draft, sections));
}
