import {
  type ContainerModule,
  type ContainerVersion,
  containerFailed,
  type Host,
  moduleLabel,
  type Settings,
  sectionsOf,
} from "@lambdastack/core";
import { type CommandEnd, runCommand } from "./container-command.ts";
import { newerThanModule } from "./errors.ts";
import { changesOf, type ModuleChange } from "./module-plan.ts";
import { type ModuleRun, withModuleRun } from "./module-run.ts";
import { requireModules } from "./requirements.ts";

/** How a command of a container ended. */
export interface ContainerResult {
  module: string;
  version: string;
  command: string;
  output: readonly string[];
  /** What of it came on standard output. */
  stdout: readonly string[];
  /** What it changed in the state. */
  changes: readonly ModuleChange[];
  /** Exit status of the container. */
  status: number;
}

export interface ContainerTarget {
  settings: Settings;
  host: Host;
  module: ContainerModule;
  version: ContainerVersion;
}

/** Commands that only look; of the others each may write the module's own section. */
const looking: ReadonlySet<string> = new Set(["metadata", "plan"]);
/** What `audit` says with its exit status: what it found is not as it should be. */
export const driftStatus = 2;

/** Runs any command that the module lists. `apply` goes its own way: its plan comes first. */
export function runContainerCommand(target: ContainerTarget, command: string): Promise<ContainerResult> {
  if (command === "apply") return applyContainer(target);
  return withModuleRun(target.settings, `components run ${target.module.name} ${command}`, (run) =>
    ended(target, run, command),
  );
}

/** Plan, approval, apply: of a container nobody knows more of its plan than what it prints. */
export function applyContainer(target: ContainerTarget): Promise<ContainerResult> {
  const { settings, host, module, version } = target;
  return withModuleRun(settings, `components apply ${module.name}`, async (run) => {
    const state = sectionsOf(await run.state.read());
    const recorded = state[moduleLabel(module.manifest)]?.version;
    if (typeof recorded === "string" && recorded !== version.version)
      throw newerThanModule(module.name, recorded, version.version);
    requireModules(host, module, state);
    const plan = await ended(target, run, "plan");
    const text = [`${module.name} plan (an estimate, as the container printed it):`, ...plan.output.map(indented)];
    await settings.approve({ text: text.join("\n"), hasChanges: true, destroys: false });
    return ended(target, run, "apply");
  });
}

async function ended({ settings, host, module, version }: ContainerTarget, run: ModuleRun, command: string) {
  const end = await runCommand({
    run,
    engine: settings.engine ?? host.configuration.engine,
    module,
    version,
    command,
    mayWrite: !looking.has(command),
    signal: settings.signal,
  });
  if (!isFine(command, end)) throw containerFailed(module.name, command, end.status);
  const { output, stdout, status, differences } = end;
  const changes = changesOf(differences);
  return { module: module.name, version: version.version, command, output, stdout, status, changes };
}

const isFine = (command: string, { status }: CommandEnd): boolean =>
  status === 0 || (command === "audit" && status === driftStatus);

const indented = (line: string): string => `  ${line}`;
