import { StackError } from "../errors/stack-error.ts";
import { type Execution, type ExecutionResult, execute } from "../exec/index.ts";
import { engineSilent, imageAbsent, noEngine } from "./errors.ts";

/** In the order in which they are looked for. */
export const engineNames = ["podman", "docker"] as const;
export type EngineName = (typeof engineNames)[number];

export interface ContainerEngine {
  name: EngineName;
  /** Runs one command of the engine; any exit status is a result. */
  run(words: readonly string[], more?: Partial<Execution>): Promise<ExecutionResult>;
}

/** Seconds for what only asks the engine. */
const asking = 60;

/** The engine that was named, else podman, else docker. Throws `no-container-engine` (refused). */
export async function findEngine(wanted: EngineName | undefined): Promise<ContainerEngine> {
  const names = wanted === undefined ? engineNames : [wanted];
  for (const name of names) if (await isInstalled(name)) return engine(name);
  throw noEngine(names);
}

const engine = (name: EngineName): ContainerEngine => ({
  name,
  run: (words, more = {}) => execute({ command: name, arguments: words, timeLimit: asking, ownGroup: true, ...more }),
});

async function isInstalled(name: EngineName): Promise<boolean> {
  try {
    const { status } = await execute({ command: name, arguments: ["--version"], timeLimit: asking });
    return status === 0;
  } catch (error) {
    if (error instanceof StackError && error.code === "command-not-found") return false;
    throw error;
  }
}

/** Throws `image-absent` or `container-engine-silent` (refused). */
export async function requireImage(found: ContainerEngine, image: string, module: string): Promise<void> {
  const { status } = await found.run(["image", "inspect", "--format", "{{.Id}}", image]);
  if (status === 0) return;
  const info = await found.run(["info"]);
  if (info.status !== 0) throw engineSilent(found.name, lastLine(info.stderr));
  throw imageAbsent(found.name, image, module);
}

/** The engine's own error, which stands last. */
export const lastLine = (text: string): string => text.trim().split("\n").at(-1) ?? "";
