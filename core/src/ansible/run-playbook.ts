import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { type ExecutionResult, execute } from "../exec/execute.ts";
import { roleGroup } from "../inventory/group-names.ts";
import type { Role, TaskName } from "../plugin-host/role.ts";
import type { Redactor } from "../secrets/redactor.ts";
import { type AnsibleEvent, readAnsibleEvent } from "./ansible-event.ts";
import { callbackPlugin } from "./callback-plugin.ts";
import { playbookBroken } from "./errors.ts";
import { type Galaxy, installGalaxy } from "./galaxy.ts";
import { playbookOf, rolePaths } from "./playbook-of.ts";

export interface Playbook {
  role: Role;
  task: TaskName;
  /** Only says what it would change. */
  isCheck: boolean;
  machines: readonly string[];
  /** The build folder's inventory. */
  inventory: string;
  /** Text of `variablesText`; in a file for as long as Ansible runs. */
  variables: string;
  /** Folder for what Ansible Galaxy brings. */
  galaxy: string;
  /** Folder that keeps return code, output, events and facts; none for a run without traces. */
  keep?: string;
  forks: number;
  redactor: Redactor;
  signal?: AbortSignal | undefined;
  onEvent?: (event: AnsibleEvent) => void;
}

/** Seconds that one playbook may take. */
const timeLimit = 4 * 3600;

/**
 * Runs a role over its machines with one ansible-playbook and returns what happened, without secrets. A failure of a
 * machine is an event. Throws `playbook-broken` for what never reached a machine. `requireAnsible` comes first.
 */
export async function runPlaybook(playbook: Playbook): Promise<AnsibleEvent[]> {
  const galaxy = await installGalaxy(playbook.role.directory, playbook.galaxy);
  const folder = await mkdtemp(join(tmpdir(), "lambdastack-ansible-"));
  try {
    const files = await writeFiles(folder, playbook);
    const events: AnsibleEvent[] = [];
    const result = await start({ playbook, folder, files, galaxy }, (event) => {
      events.push(event);
      playbook.onEvent?.(event);
    });
    if (playbook.keep) await keepTraces({ ...playbook, keep: playbook.keep, folder, result, events });
    requireReached(playbook, result, events);
    return events;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Files {
  variables: string;
  file: string;
}

async function writeFiles(folder: string, { role, task, variables }: Playbook): Promise<Files> {
  const paths = { variables: join(folder, "variables.yml"), file: join(folder, "playbook.yml") };
  await mkdir(join(folder, "callback"), { mode: 0o700 });
  await writeFile(join(folder, "callback", "lambdastack.py"), callbackPlugin);
  await writeFile(join(folder, "ansible.cfg"), "");
  await writeFile(paths.variables, variables, { mode: 0o600 });
  const file = role.tasks[task] ?? "";
  const play = playbookOf(file, roleGroup(role.name));
  if (play === undefined) return { ...paths, file };
  await writeFile(paths.file, stringify(play), { mode: 0o600 });
  return paths;
}

interface Start {
  playbook: Playbook;
  folder: string;
  files: Files;
  galaxy: Galaxy;
}

function start({ playbook, folder, files, galaxy }: Start, tell: (event: AnsibleEvent) => void) {
  const { machines, isCheck, inventory, forks, redactor, signal, role } = playbook;
  return execute({
    command: "ansible-playbook",
    arguments: [
      ...["-i", inventory, "-i", files.variables, "--limit", machines.join(","), "--forks", String(forks)],
      ...(isCheck ? ["--check", "--diff"] : []),
      files.file,
    ],
    cwd: role.directory,
    environment: environment(folder, role, galaxy),
    timeLimit,
    ownGroup: true,
    ...(signal && { signal }),
    onLine: (line) => {
      const event = readAnsibleEvent(line);
      if (event) tell(withoutSecrets(event, redactor));
    },
  });
}

/** Redacted text by text: a secret with quotes in it looks different in JSON. */
function withoutSecrets<Item>(value: Item, redactor: Redactor): Item {
  if (typeof value === "string") return redactor.redact(value) as Item;
  if (Array.isArray(value)) return value.map((inner) => withoutSecrets(inner, redactor)) as Item;
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, withoutSecrets(inner, redactor)]);
  return Object.fromEntries(entries) as Item;
}

/** No shared connections: none outlives the run. Nothing of the user's own configuration counts. */
function environment(folder: string, { directory }: Role, { roles, collections }: Galaxy) {
  return {
    ANSIBLE_CONFIG: join(folder, "ansible.cfg"),
    ANSIBLE_HOME: join(folder, "home"),
    ANSIBLE_LOCAL_TEMP: join(folder, "temporary"),
    ANSIBLE_CALLBACK_PLUGINS: join(folder, "callback"),
    ANSIBLE_STDOUT_CALLBACK: "lambdastack",
    ANSIBLE_ROLES_PATH: [...rolePaths(directory), ...roles].join(":") || join(folder, "none"),
    ANSIBLE_COLLECTIONS_PATH: [...collections, "/usr/share/ansible/collections"].join(":"),
    ANSIBLE_CACHE_PLUGIN: "jsonfile",
    ANSIBLE_CACHE_PLUGIN_CONNECTION: join(folder, "facts"),
    ANSIBLE_SSH_ARGS: "-C -o ControlMaster=no -o IdentitiesOnly=yes -o BatchMode=yes",
    ANSIBLE_PIPELINING: "True",
    ANSIBLE_HOST_KEY_CHECKING: "True",
    ANSIBLE_RETRY_FILES_ENABLED: "False",
    ANSIBLE_NOCOLOR: "1",
    ANSIBLE_LOG_PATH: undefined,
    ANSIBLE_VAULT_PASSWORD_FILE: undefined,
    LAMBDASTACK_PRIVATE: folder,
  };
}

interface Traces extends Playbook {
  keep: string;
  folder: string;
  result: ExecutionResult;
  events: readonly AnsibleEvent[];
}

async function keepTraces({ keep, folder, result, events, redactor, role, task, isCheck }: Traces): Promise<void> {
  const target = join(keep, `${role.name}-${isCheck ? "check" : task}`);
  await mkdir(target, { recursive: true, mode: 0o700 });
  const write = (name: string, text: string) =>
    writeFile(join(target, name), redactor.redact(text), { mode: 0o600, flag: "a" });
  await write("return-code", `${result.status}\n`);
  await write(
    "output.txt",
    result.stdout
      .split("\n")
      .filter((line) => !readAnsibleEvent(line))
      .join("\n") + result.stderr,
  );
  await write("events.ndjson", events.map((event) => `${JSON.stringify(event)}\n`).join(""));
  await keepFacts(join(folder, "facts"), join(target, "facts"), redactor);
}

async function keepFacts(from: string, to: string, redactor: Redactor): Promise<void> {
  const names = await readdir(from).catch((): string[] => []);
  if (names.length > 0) await mkdir(to, { recursive: true, mode: 0o700 });
  for (const name of names)
    await writeFile(join(to, name), redactor.redact(await readFile(join(from, name), "utf8")), { mode: 0o600 });
}

/** Ansible ends with 2 and 4 for machines that failed, which the events tell. */
function requireReached(
  { role, task, redactor }: Playbook,
  result: ExecutionResult,
  events: readonly AnsibleEvent[],
): void {
  const isTold = events.some(({ event }) => event === "failed" || event === "unreachable");
  if (result.status === 0 || isTold) return;
  const said = redactor.redact(`${result.stdout}\n${result.stderr}`).trim().split("\n").slice(-8).join("\n");
  throw playbookBroken(role.name, role.tasks[task] ?? "", said);
}
