import { asUser } from "../shell/as-user.ts";
import { quote } from "../shell/quote.ts";
import { exports, shellProgram } from "../shell/shell-program.ts";
import { unreadableCheck } from "./errors.ts";
import type { Ensure } from "./resource.ts";
import type { Change, CompareContext, ResourceType } from "./resource-type.ts";
import { account, described, environment, fields, oneOf, path, script, seconds } from "./schema.ts";

export interface CommandProps {
  name: string;
  run: string;
  environment?: Readonly<Record<string, string | number | boolean>>;
  unless?: string;
  creates?: string;
  always?: boolean;
  independent?: boolean;
  user?: string;
  timeLimit?: number;
  output?: string;
  ensure?: Ensure;
}

export interface ObservedCommand {
  /** The guard says that there is nothing to do. */
  isDone: boolean;
}

const name = { type: "string", pattern: "^[^\\u0000-\\u001f\\u007f]{1,200}$" };
/** Seconds that a guard may take before it counts as "to be done". */
const GUARD_LIMIT = 30;

export const command: ResourceType<CommandProps, ObservedCommand> = {
  name: "command",
  schema: fields(
    {
      name: described("Name that is unique on the machine.", name),
      run: described("Script for sh.", script),
      environment: described('Values for the script, which uses them as "$NAME".', environment),
      unless: described("Script that only reads; when it succeeds there is nothing to do.", script),
      creates: described("Path that the command makes; when it exists there is nothing to do.", path),
      always: described("Runs in every apply. Exactly one of `unless`, `creates` and `always`.", { const: true }),
      independent: described("Says that no earlier change can alter what `unless` or `creates` finds.", {
        type: "boolean",
      }),
      user: described("User that runs it; root when missing.", account),
      timeLimit: described("Seconds that it may take; 120 when missing.", seconds),
      output: described("Name under which other machines get what it prints.", name),
    },
    ["name", "run"],
    { description: "A script, for what no other type can say.", ...oneOf("unless", "creates", "always") },
  ),
  identify: (props) => props.name,
  paths: ({ creates }) => (creates === undefined ? [] : [creates]),
  observe: (all) =>
    all.map((props) => `(\n${guard(props)}\n) </dev/null >/dev/null 2>&1 && echo done || echo open`).join("\n"),
  read: (output, all) => {
    const answers = output.split("\n").filter((line) => line !== "");
    if (answers.length !== all.length) throw unreadableCheck("command", output);
    return answers.map((answer) => ({ isDone: answer === "done" }));
  },
  nothing: () => ({ isDone: false }),
  compare,
  change: (props) =>
    shellProgram({}, `${again(props)}${exports(props.environment)}${asUser(props.run, { user: props.user })}`),
  timeLimit: ({ timeLimit = 120 }) => timeLimit,
};

function compare(
  props: CommandProps,
  { isDone }: ObservedCommand,
  { afterChange }: CompareContext,
): Change | undefined {
  if (props.ensure === "absent") return undefined;
  const depends = afterChange && props.independent !== true;
  const differences = [{ field: "run", to: props.name }];
  if (props.unless !== undefined && depends) return { action: "may-run", differences };
  if (isDone) return undefined;
  return { action: props.creates !== undefined && depends ? "may-run" : "run", differences };
}

/** The guard as a script whose status is its answer. */
function guard({ always, creates, unless = "true", environment, user }: CommandProps): string {
  if (always) return "false";
  if (creates !== undefined) return `[ -e ${quote(creates)} ]`;
  return `${exports(environment)}${asUser(unless, { user, prefix: `timeout -k 5 ${GUARD_LIMIT} ` })}`;
}

/** What was planned as "may run" is decided on the machine, at its place. */
function again(props: CommandProps): string {
  return props.always ? "" : `if (\n${guard(props)}\n) </dev/null >/dev/null 2>&1; then exit 0; fi\n`;
}
