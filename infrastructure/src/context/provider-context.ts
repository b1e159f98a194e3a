import { join } from "node:path";
import {
  type Access,
  type ModuleState,
  moduleLabel,
  type ProviderContext,
  type State,
  withJump,
} from "@lambdastack/core";
import type { InfrastructureRun } from "../infrastructure-run.ts";

/** What the provider may know and use, from the state as it is now. */
export async function providerContext({ run, folder, tools, clusterTag }: InfrastructureRun): Promise<ProviderContext> {
  const { workspace, events } = run;
  const state = await run.state.read();
  const label = moduleLabel(folder.manifest);
  return {
    manifest: workspace.manifest,
    componentRoles: workspace.componentRoles,
    folder: run.folder,
    section: sectionOf(state, label),
    nodes: sectionOf(state, label)?.nodes ?? [],
    lineage: state?.lineage ?? "",
    events,
    signal: workspace.settings.signal,
    concurrency: workspace.settings.concurrency,
    environment: workspace.settings.environment,
    secret: (name) => workspace.givenSecrets[name] ?? run.secrets.read(name),
    ...(tools && { tools }),
    ...(clusterTag !== undefined && { clusterTag }),
    ...(run.id !== undefined && { logs: join(run.folder.runs, run.id) }),
    record: async (nodes, more = {}) => {
      await run.state.update((draft) => {
        draft[label] = {
          ...sectionOf(draft, label),
          ...more,
          status: "applied",
          version: folder.manifest.version,
          nodes: [...nodes],
        };
      });
    },
  };
}

/** A module's section; reserved keys are no sections. */
function sectionOf(state: State | undefined, label: string): ModuleState | undefined {
  const section = state?.[label];
  return typeof section === "object" ? section : undefined;
}

/** How the machines are reached; through a bastion, where the documents name one. */
export async function machineAccess(infrastructure: InfrastructureRun): Promise<Access> {
  const context = await providerContext(infrastructure);
  return withJump(infrastructure.provider.access(context), { ...context, machines: infrastructure.machines ?? [] });
}
