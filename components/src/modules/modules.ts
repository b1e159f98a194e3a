import {
  type ContainerModule,
  type Host,
  type ModuleDrift,
  moduleReference,
  type OwnModule,
  openHost,
  type Settings,
  sectionsOf,
  versionOf,
} from "@lambdastack/core";
import { applyCode, auditCode, type Initialised, initCode, planCode } from "./code-methods.ts";
import {
  applyContainer,
  type ContainerResult,
  type ContainerTarget,
  driftStatus,
  runContainerCommand,
} from "./container-methods.ts";
import { notAContainer, notAModule, notForContainers, versionOfCode } from "./errors.ts";
import { metadataProblems } from "./metadata-problems.ts";
import type { ModulePlan } from "./module-plan.ts";
import { readingRun } from "./module-run.ts";
import { influencedBy } from "./requirements.ts";

export interface ModuleInput {
  /** Documents of the user; only those of the module's own kind count. */
  files?: readonly string[];
}

/** What a plan or an apply of a module came to. */
export interface ModuleOutcome extends ModulePlan {
  /** For people. */
  text: string;
  /** Applied modules that it has an effect on. */
  influences: readonly string[];
}

export interface ModuleAudit {
  module: string;
  hasDrift: boolean;
  drifts: readonly ModuleDrift[];
  /** What a container printed. */
  output?: readonly string[];
}

/** Modules with methods of their own, in code or in containers: they work on the state of a build folder, and on no machine. */
export class Modules {
  constructor(readonly settings: Settings) {}

  async init(text: string, { files = [], state }: ModuleInput & { state?: string } = {}) {
    const { host, module, version } = await this.#find(text);
    if (module.type === "module")
      return initCode({ settings: this.settings, host, module, files }, state) as Promise<
        Initialised | ContainerResult
      >;
    if (state !== undefined) throw notForContainers(module.name, "init from a file's state");
    return runContainerCommand(this.#container(host, module, version), "init");
  }

  async plan(text: string, { files = [], output }: ModuleInput & { output?: string } = {}): Promise<ModuleOutcome> {
    const { host, module, version } = await this.#find(text);
    if (module.type === "module")
      return this.#told(host, module, await planCode({ settings: this.settings, host, module, files }, output));
    if (output !== undefined) throw notForContainers(module.name, "a saved plan");
    return this.#told(host, module, planOf(await runContainerCommand(this.#container(host, module, version), "plan")));
  }

  async apply(text: string, { files = [], plan }: ModuleInput & { plan?: string } = {}): Promise<ModuleOutcome> {
    const { host, module, version } = await this.#find(text);
    if (module.type === "module")
      return this.#told(host, module, await applyCode({ settings: this.settings, host, module, files }, plan));
    if (plan !== undefined) throw notForContainers(module.name, "a saved plan");
    const { changes, ...result } = await applyContainer(this.#container(host, module, version));
    return this.#told(host, module, { ...planOf(result), changes });
  }

  async audit(text: string, { files = [] }: ModuleInput = {}): Promise<ModuleAudit> {
    const { host, module, version } = await this.#find(text);
    if (module.type === "container") {
      const { status, output } = await runContainerCommand(this.#container(host, module, version), "audit");
      return { module: module.name, hasDrift: status === driftStatus, drifts: [], output };
    }
    const drifts = await auditCode({ settings: this.settings, host, module, files });
    return { module: module.name, hasDrift: drifts.length > 0, drifts };
  }

  /** Any command that a module in a container lists. */
  async run(text: string, command: string): Promise<ContainerResult> {
    const { host, module, version } = await this.#find(text);
    if (module.type === "module") throw notAContainer(module.name);
    return runContainerCommand(this.#container(host, module, version), command);
  }

  /** What a container's `metadata` says other than its file; a sentence each. */
  async metadataProblems(text: string): Promise<string[]> {
    const { host, module, version } = await this.#find(text);
    if (module.type === "module") throw notAContainer(module.name);
    const target = this.#container(host, module, version);
    const { stdout } = await runContainerCommand(target, "metadata");
    return metadataProblems(module.manifest, target.version.version, stdout.join("\n"));
  }

  #container(host: Host, module: ContainerModule, version: string | undefined): ContainerTarget {
    return { settings: this.settings, host, module, version: versionOf(module, version) };
  }

  async #find(text: string): Promise<{ host: Host; module: OwnModule; version: string | undefined }> {
    const { name, version } = moduleReference(text);
    const host = await openHost(this.settings);
    host.requireUnique();
    if (host.roles.has(name)) throw notAModule(name, [...host.modules.keys()]);
    const module = host.module(name);
    if (module.type === "module" && version !== undefined && version !== module.manifest.version)
      throw versionOfCode(name, version);
    return { host, module, version };
  }

  async #told<Plan extends ModulePlan & { text: string }>(host: Host, module: OwnModule, plan: Plan) {
    const state = sectionsOf(await readingRun(this.settings).state.read());
    return { ...plan, influences: influencedBy(host, module, state) };
  }
}

const planOf = ({ module, version, output }: Omit<ContainerResult, "changes">) => ({
  module,
  version,
  output,
  text: `${module}: ${output.at(-1) ?? "it printed nothing"}`,
});
