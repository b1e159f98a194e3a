import type { InfrastructurePlan, Machine, Provider, ProviderContext, ProviderFolder, Run } from "@lambdastack/core";
import { providerName } from "@lambdastack/core";

/** What the phases of this package work on. */
export interface InfrastructureRun {
  run: Run;
  folder: ProviderFolder;
  provider: Provider;
  /** Set by the phase that compares machines. */
  plan?: InfrastructurePlan;
  /** Set when machines are known to exist. */
  machines?: readonly Machine[];
}

/** Loads the provider that the documents name. */
export async function infrastructureRun(run: Run): Promise<InfrastructureRun> {
  const { host, manifest } = run.workspace;
  const name = providerName(manifest);
  return { run, folder: host.provider(name), provider: await host.loadProvider(name) };
}
