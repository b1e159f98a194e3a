import { join } from "node:path";
import {
  type AnsibleEvent,
  backupDirectory,
  createRedactor,
  type Redactor,
  type Role,
  type Run,
  requireAnsible,
  runPlaybook,
  type TaskContext,
  type TaskName,
  variablesText,
} from "@lambdastack/core";

export interface Play {
  role: Role;
  task: TaskName;
  contexts: readonly TaskContext[];
  /** Only asks what it would change. */
  isCheck?: boolean;
  onEvent?: (event: AnsibleEvent) => void;
}

export type PlayRole = (play: Play) => Promise<AnsibleEvent[]>;

/** Plays roles of a run. That Ansible is there and new enough is asked once, before the first of them. */
export function playbooksOf(run: Run): PlayRole {
  let required: Promise<void> | undefined;
  return async (play) => {
    required ??= requireAnsible();
    await required;
    return playRole(run, play);
  };
}

/** Tasks that leave files of a backup on the machines, or find them there. */
const withFiles: ReadonlySet<TaskName> = new Set(["backup", "restore"]);

function playRole(run: Run, { role, task, contexts, isCheck = false, onEvent }: Play): Promise<AnsibleEvent[]> {
  const { concurrency, signal } = run.workspace.settings;
  const redactor = createRedactor();
  return runPlaybook({
    role,
    task,
    isCheck,
    machines: contexts.map(({ machine }) => machine.name),
    inventory: run.folder.inventory,
    variables: variablesText({
      role: role.name,
      contexts,
      state: run.before,
      backupDirectory: withFiles.has(task) ? backupDirectory(role.name) : undefined,
      resolve: resolver(run, redactor),
    }),
    galaxy: join(run.folder.root, "ansible"),
    ...(run.id === undefined ? {} : { keep: join(run.folder.runs, run.id, "ansible") }),
    forks: concurrency,
    redactor,
    signal,
    ...(onEvent && { onEvent }),
  });
}

/** Text of what a configuration refers to. Every secret that Ansible is given is kept out of what it says. */
function resolver(run: Run, redactor: Redactor): Parameters<typeof variablesText>[0]["resolve"] {
  return ({ $tag, name, machine }) => {
    if ($tag === "output") return run.outputs.read(machine ?? "", name);
    const text = run.workspace.givenSecrets[name] ?? run.secrets.read(name);
    if (text !== undefined) redactor.add(text);
    return text;
  };
}
