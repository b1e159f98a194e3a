import { StackError } from "../errors/stack-error.ts";
import { commandInterrupted } from "../exec/errors.ts";
import { type ContainerEngine, lastLine } from "./container-engine.ts";
import { containerNotStarted, containerTimedOut, pathNotMountable } from "./errors.ts";

export interface ContainerRun {
  engine: ContainerEngine;
  /** Name of the module, for messages. */
  module: string;
  image: string;
  /** Arguments of the image's own program. */
  words: readonly string[];
  /** Folder of this computer by folder in the container. */
  mounts: ReadonlyMap<string, string>;
  /** File of `NAME=value` lines. */
  environmentFile: string;
  workdir: string | undefined;
  /** What the container is known by to the engine, so that a killed run's is found: the build folder. */
  owner: string;
  /** Seconds. */
  timeLimit: number;
  /** Aborted: the container gets SIGTERM, ten seconds, then SIGKILL, and is removed. */
  signal: AbortSignal;
  onLine: (line: string, stream: "stdout" | "stderr") => void;
}

const ownerLabel = "io.lambdastack.build";
/** Seconds that a container has to end by itself. */
const grace = 10;
/** Seconds that a client may take to pass on what a stopped container said. */
const hearing = 5;
/** Some storage drivers copy the whole image. */
const creating = 600;

/**
 * Runs one container to its end and removes it by its id, whatever happens. Returns its exit status. Throws
 * `container-not-started`, `command-timed-out`, `interrupted`.
 */
export async function runContainer(run: ContainerRun): Promise<number> {
  const { engine } = run;
  const id = await create(run);
  try {
    return await started(run, id);
  } finally {
    await stop(engine, id);
    await engine.run(["rm", "--force", id], { timeLimit: 120 });
  }
}

/** Removes what a run that was killed left behind. Only one run at a time works in a build folder. */
export async function removeLeftovers(engine: ContainerEngine, owner: string): Promise<number> {
  const { status, stdout } = await engine.run(["ps", "--all", "--quiet", "--filter", `label=${ownerLabel}=${owner}`]);
  const ids = status === 0 ? stdout.split("\n").filter((id) => /^[0-9a-f]{12,64}$/.test(id)) : [];
  for (const id of ids) await engine.run(["rm", "--force", id], { timeLimit: 120 });
  return ids.length;
}

async function create(run: ContainerRun): Promise<string> {
  const { engine, module } = run;
  const { status, stdout, stderr } = await engine.run(createWords(run), { timeLimit: creating });
  const id = stdout.trim();
  if (status !== 0 || !/^[0-9a-f]{12,64}$/.test(id)) throw containerNotStarted(engine.name, module, lastLine(stderr));
  return id;
}

/** `label=disable`: with SELinux the folders keep their own labels and can be read all the same. */
export function createWords({ image, words, mounts, environmentFile, workdir, owner }: ContainerRun): string[] {
  const binds = [...mounts].flatMap(([target, source]) => {
    if (source.includes(",")) throw pathNotMountable(source);
    return ["--mount", `type=bind,source=${source},target=${target}`];
  });
  return [
    "create",
    "--pull=never",
    "--security-opt=label=disable",
    `--label=${ownerLabel}=${owner}`,
    `--env-file=${environmentFile}`,
    ...(workdir === undefined ? [] : [`--workdir=${workdir}`]),
    ...binds,
    image,
    ...words,
  ];
}

async function started(run: ContainerRun, id: string): Promise<number> {
  const { engine, module, timeLimit, signal, onLine } = run;
  if (signal.aborted) throw commandInterrupted(engine.name);
  const client = new AbortController();
  const end = () => void stopHeard(engine, id, client);
  signal.addEventListener("abort", end, { once: true });
  const attached = engine.run(["start", "--attach", id], { timeLimit, signal: client.signal, onLine });
  const { status, stderr } = await attached
    .catch((error) => {
      throw isLate(error) ? containerTimedOut(module, timeLimit) : error;
    })
    .finally(() => signal.removeEventListener("abort", end));
  if (signal.aborted) throw commandInterrupted(engine.name);
  const ended = await engine.run(["inspect", "--format", "{{.State.Status}} {{.State.ExitCode}}", id]);
  const [state, code] = ended.stdout.trim().split(" ");
  if (ended.status !== 0 || state !== "exited") throw containerNotStarted(engine.name, module, lastLine(stderr));
  return Number(code ?? status);
}

/**
 * Stops the container and not the client that is attached to it: docker's would leave at once, and what the container says
 * while it ends would not be heard. One that is still there afterwards is ended too.
 */
async function stopHeard(engine: ContainerEngine, id: string, client: AbortController): Promise<void> {
  await stop(engine, id).catch(() => client.abort());
  setTimeout(() => client.abort(), hearing * 1000).unref();
}

const stop = (engine: ContainerEngine, id: string) =>
  engine.run(["stop", "-t", String(grace), id], { timeLimit: grace + 60 });

const isLate = (error: unknown): boolean => error instanceof StackError && error.code === "command-timed-out";
