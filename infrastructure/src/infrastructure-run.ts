import type {
  CarriedTools,
  ComponentsHooks,
  Drift,
  InfrastructureHooks,
  InfrastructurePlan,
  Machine,
  MachineDescription,
  PreparedMachine,
  Provider,
  ProviderFolder,
  Run,
  StackError,
} from "@lambdastack/core";
import { providerName } from "@lambdastack/core";

/** What the phases of this package work on. */
export interface InfrastructureRun {
  run: Run;
  folder: ProviderFolder;
  provider: Provider;
  /** Tasks of roles, with the plugins that tap them. */
  tasks: Pick<ComponentsHooks, "task">;
  /** What the provider collected on another computer. */
  tools?: CarriedTools;
  /** Set by the phase that compares machines. */
  plan?: InfrastructurePlan;
  /** Set where machines would go: those whose roles were asked and had no objection. */
  asked?: readonly string[];
  /** Set where roles want something done on machines before they go. */
  drains?: readonly PreparedMachine[];
  /** Set when machines are known to exist. */
  machines?: readonly Machine[];
  /** Set when machines were asked what they are. */
  inspected?: readonly InspectedMachine[];
  /** Set by an audit. */
  drifts?: readonly Drift[];
  /** Value of the tag that marks the cluster in a cloud, where the user gives it. */
  clusterTag?: string;
}

export interface InspectedMachine {
  machine: Machine;
  /** Missing where it could not be asked. */
  facts?: MachineDescription;
  /** Why it could not be asked. */
  problem?: StackError;
}

/** Loads the provider that the documents name; plugins may wrap it. */
export async function infrastructureRun(
  run: Run,
  hooks: InfrastructureHooks,
  tasks: Pick<ComponentsHooks, "task">,
): Promise<InfrastructureRun> {
  const { host, manifest } = run.workspace;
  const folder = host.provider(providerName(manifest));
  const provider = await hooks.provider.promise(await host.loadProvider(folder.name), { name: folder.name });
  return { run, folder, provider, tasks };
}
