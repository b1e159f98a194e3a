import { chmod, rm, rmdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { type ExecutionResult, execute, StackError } from "@lambdastack/core";
import { stateLocked, terraformFailed } from "../errors.ts";
import type { Terraform } from "./find-terraform.ts";
import { followFile } from "./follow-file.ts";
import { type OutputLog, openOutputLog } from "./output-log.ts";
import { openSpoolFolder } from "./spool-folder.ts";
import { type Diagnostic, parseEvent, type TerraformEvent } from "./terraform-event.ts";

/** Terraform at work in one folder. */
export interface Calls {
  terraform: Terraform;
  /** Work folder. */
  directory: string;
  /** Folder for outputs. */
  logs: string;
  environment: Readonly<Record<string, string | undefined>>;
  /** Texts that must not be kept. */
  sensitive: readonly string[];
  /** Aborted: Terraform is asked once to end in order. */
  signal: AbortSignal;
}

export interface Call {
  /** Subcommand and options, such as `["plan", "-json"]`. */
  arguments: readonly string[];
  /** Told each event of `-json`. */
  onEvent?: (event: TerraformEvent) => void;
}

export interface Ended {
  /** Exit status; 128 + number where a signal ended it. Missing where we interrupted it. */
  status: number | undefined;
  /** It ended by itself, so that the state is what it says. */
  inOrder: boolean;
  errors: string[];
  /** The whole state, where Terraform could save it nowhere and printed it. */
  dump?: string;
  /** File with everything it printed. */
  log: string;
}

/** Seconds. A database that a cloud makes may take hours; nothing is ever killed for being slow. */
const timeLimit = 24 * 3600;

/**
 * Runs Terraform to its end; any exit status is a result. Its output goes to a file that we read along, not to a pipe:
 * should we die, it goes on undisturbed and saves its state. The file lies in memory where it can: a full disk must not lose it. It has a process group of its own, and an interruption
 * reaches it once, through us. Throws `terraform-state-locked`.
 */
export async function runTerraform(calls: Calls, call: Call): Promise<Ended> {
  const name = call.arguments.find((word) => !word.startsWith("-")) ?? "terraform";
  const spool = await openSpoolFolder(calls.directory);
  const output = join(spool, `.${name}.output`);
  await rm(output, { force: true });
  await writeFile(output, "", { mode: 0o600, flag: "wx" });
  await chmod(output, 0o600);
  const log = openOutputLog(join(calls.logs, `${name}.log`), calls.sensitive);
  try {
    return await follow({ calls, call, output, log });
  } finally {
    log.close();
    await rm(output, { force: true });
    if (spool !== calls.directory) await rmdir(spool).catch(() => undefined);
  }
}

interface Following {
  calls: Calls;
  call: Call;
  output: string;
  log: OutputLog;
}

async function follow({ calls, call, output, log }: Following): Promise<Ended> {
  const found: Findings = { diagnostics: [], lines: [], isCutShort: false };
  log.write(`$ ${calls.terraform.command} ${call.arguments.join(" ")}`);
  const running = start(calls, call, output);
  await followFile(output, running, (line) => {
    const dump = stateDump(line);
    if (dump !== undefined) found.dump = dump;
    // it holds every secret of the cloud in clear
    log.write(dump === undefined ? line : "(the whole state, which is kept apart)");
    if (dump !== undefined) return;
    const event = parseEvent(line);
    note(found, line, event);
    if (event) call.onEvent?.(event);
  });
  const status = await running;
  refuseLocked(found.diagnostics, calls.directory);
  const inOrder = !found.isCutShort && (status === undefined || status < 128);
  const { dump } = found;
  return { status, inOrder, errors: messagesOf(found), log: log.path(), ...(dump !== undefined && { dump }) };
}

/** The umask holds for every file that Terraform makes: its state has every attribute in clear. */
const script = 'umask 077; exec "$@" > "$0" 2>&1';

async function start(calls: Calls, call: Call, output: string): Promise<number | undefined> {
  try {
    const { status } = await execute({
      command: "sh",
      arguments: ["-c", script, output, calls.terraform.command, ...call.arguments],
      environment: environmentOf(calls.environment),
      cwd: calls.directory,
      timeLimit,
      signal: calls.signal,
      stopSignal: "SIGINT",
      killAfter: false,
      ownGroup: true,
    });
    return status;
  } catch (error) {
    if (error instanceof StackError && error.ending === "interrupted") return undefined;
    throw error;
  }
}

/** Asks something that is answered on standard output at once, such as `output -json`. Throws `terraform-failed`. */
export async function askTerraform(calls: Calls, words: readonly string[]): Promise<string> {
  const { status, stdout, stderr } = await ask(calls, words);
  if (status !== 0) throw terraformFailed(`terraform ${words[0]}`, [plain(stderr || stdout)], calls.logs);
  return stdout;
}

export function ask(calls: Calls, words: readonly string[]): Promise<ExecutionResult> {
  return execute({
    command: calls.terraform.command,
    arguments: words,
    environment: environmentOf(calls.environment),
    cwd: calls.directory,
    timeLimit: 600,
    ownGroup: true,
  });
}

/**
 * Provider mirrors, plugin caches and the user's configuration file are left as they are. What would change the
 * meaning of our calls, or lead them to another folder, is taken away.
 */
function environmentOf(given: Calls["environment"]): Calls["environment"] {
  const own = { TF_IN_AUTOMATION: "1", TF_INPUT: "0", CHECKPOINT_DISABLE: "1", NO_COLOR: "1" };
  const taken = ["TF_DATA_DIR", "TF_WORKSPACE", "TF_CLI_ARGS", "TF_CLI_ARGS_plan", "TF_CLI_ARGS_apply"];
  return { ...given, ...Object.fromEntries(taken.map((name) => [name, undefined])), ...own };
}

interface Findings {
  diagnostics: Diagnostic[];
  /** The last lines that are no events. */
  lines: string[];
  dump?: string;
  isCutShort: boolean;
}

/** Terraform's last resort, with `-json`: a line whose member `state` is the whole state. */
function stateDump(line: string): string | undefined {
  if (!line.includes('"Emergency state dump"')) return undefined;
  try {
    const { state } = JSON.parse(line) as { state?: object };
    return state && JSON.stringify(state);
  } catch {
    return undefined;
  }
}

function note(found: Findings, line: string, event: TerraformEvent | undefined): void {
  if (event?.type === "diagnostic" && event.diagnostic?.severity === "error") found.diagnostics.push(event.diagnostic);
  if (/Two interrupts received/.test(line)) found.isCutShort = true;
  if (event === undefined && line.trim() !== "") found.lines = [...found.lines, plain(line)].slice(-40);
}

function messagesOf({ diagnostics, lines }: Findings): string[] {
  if (diagnostics.length > 0) return [...new Set(diagnostics.map(messageOf))];
  const from = lines.findIndex((line) => /Error:/.test(line));
  return [lines.slice(from < 0 ? -10 : from).join("\n")].filter((text) => text !== "");
}

function messageOf({ summary, detail, address }: Diagnostic): string {
  const where = address === undefined ? "" : ` (${address})`;
  return `${summary}${where}${detail ? `: ${detail.trim()}` : ""}`;
}

/** Frames and colours of messages for people; colour comes even where it was refused. */
export function plain(text: string): string {
  return stripVTControlCharacters(text)
    .replace(/^[│╷╵]\s?/gm, "")
    .trimEnd();
}

function refuseLocked(diagnostics: readonly Diagnostic[], directory: string): void {
  const locked = diagnostics.find(({ summary }) => /acquiring the state lock/i.test(summary));
  if (!locked) return;
  const field = (name: string): string | undefined =>
    new RegExp(`^\\s*${name}:\\s*(\\S.*)$`, "m").exec(locked.detail ?? "")?.[1];
  const [who, operation, since] = [
    field("Who"),
    field("Operation")?.replace("OperationType", "").toLowerCase(),
    field("Created"),
  ];
  throw stateLocked({ ...(who && { who }), ...(operation && { operation }), ...(since && { since }) }, directory);
}
