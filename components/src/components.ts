import {
  beginReading,
  beginWriting,
  type CheckResult,
  type ComponentsHooks,
  type ComponentsPlan,
  createComponentsHooks,
  endingOf,
  type InfrastructureHooks,
  openHost,
  openWorkspace,
  type Phase,
  productVersion,
  type ResourceType,
  type Run,
  readInventory,
  requireMet,
  runPhases,
  type Settings,
} from "@lambdastack/core";
import type { ComponentsRun } from "./components-run.ts";
import { applyRoles } from "./phases/apply-roles.ts";
import { approveRoles } from "./phases/approve-roles.ts";
import { compareRoles } from "./phases/compare-roles.ts";
import { establish } from "./phases/establish.ts";
import { runTests, type TestRun } from "./phases/run-tests.ts";
import { listRoles, type RoleListing } from "./role-listing.ts";
import { metadataOf, type RoleMetadata } from "./role-metadata.ts";

/** Input of the commands: documents, or nothing to take those last applied from the build folder. */
export interface Input {
  files?: readonly string[];
}

/** The hooks of one run, with what plugins tapped. */
export interface TappedHooks {
  hooks: ComponentsHooks;
  /** Types that plugins add to the built-in ones. */
  pluginTypes: readonly ResourceType<never, unknown>[];
}

type PhasesOf = (tapped: TappedHooks) => readonly Phase<ComponentsRun>[];

const planPhases: PhasesOf = (tapped) => [compareRoles(tapped)];
const applyPhases: PhasesOf = (tapped) => [compareRoles(tapped), approveRoles, establish, applyRoles(tapped.hooks)];
const testPhases: PhasesOf = ({ hooks }) => [runTests(hooks)];

/** Roles on machines. `components` is a thin command line over it. Machines and their roles come from the inventory alone. */
export class Components {
  constructor(readonly settings: Settings) {}

  async list(): Promise<RoleListing[]> {
    return listRoles(await openHost(this.settings));
  }

  async metadata(role: string): Promise<RoleMetadata> {
    return metadataOf((await openHost(this.settings)).role(role));
  }

  async plan({ files }: Input = {}): Promise<ComponentsPlan> {
    const run = await beginReading(await openWorkspace(this.settings, files));
    return plansOf(await this.#through(run, planPhases));
  }

  async apply({ files }: Input = {}): Promise<ComponentsPlan> {
    return plansOf(await this.#write("components apply", { files, phases: applyPhases }));
  }

  async test({ files }: Input = {}): Promise<readonly CheckResult[]> {
    const { results } = (await this.#write("components test", { files, phases: testPhases })) as TestRun;
    return results ?? [];
  }

  async #write(command: string, { files, phases }: { files: Input["files"]; phases: PhasesOf }) {
    const workspace = await openWorkspace(this.settings, files);
    return this.#through(await beginWriting(workspace, { command, version: productVersion() }), phases);
  }

  async #through(run: Run, phases: PhasesOf): Promise<ComponentsRun> {
    let failure: unknown;
    try {
      requireMet(run.workspace);
      const tapped = await tapHooks(run);
      const components = await runFromInventory(run);
      await runPhases({ phases: phases(tapped), run: components, hooks: tapped.hooks, ...run });
      return components;
    } catch (error) {
      failure = error;
      throw error;
    } finally {
      await run.finish(endingOf(failure));
    }
  }
}

/** Fresh hooks with every plugin's taps. */
export async function tapHooks({ workspace: { host } }: Run, infrastructure?: InfrastructureHooks): Promise<TappedHooks> {
  const hooks = createComponentsHooks(host);
  const atWork = { components: hooks, ...(infrastructure ? { infrastructure } : {}) };
  return { hooks, pluginTypes: await host.loadPlugins(atWork) };
}

async function runFromInventory(run: Run): Promise<ComponentsRun> {
  const { machines, access } = await readInventory(run.folder.inventory);
  run.reach(machines, access);
  return { run, machines: machines.map((machine) => ({ machine, presence: "running" })) };
}

/** The plans of a run's machines. */
export const plansOf = ({ prepared }: ComponentsRun): ComponentsPlan => ({
  machines: (prepared?.machines ?? []).map(({ plan }) => plan),
});
