import { componentsCommands } from "../../components/src/commands/index.ts";
import type { ArgumentSpec, CommandSpec, OptionSpec } from "../../core/src/cli/command-spec.ts";
import { globalOptions } from "../../core/src/cli/global-options.ts";
import { infrastructureCommands } from "../../infrastructure/src/commands/index.ts";
import { lambdastackCommands } from "../../lambdastack/src/commands/index.ts";
import { repositoryCommands } from "../../repository/src/commands/index.ts";
import { code, codes, fence, link, page, table } from "./markdown.ts";

/** The programs, with the commands of each; what also stands below `lambdastack` has its pages once. */
export const programs: readonly { name: string; commands: readonly CommandSpec[] }[] = [
  { name: "lambdastack", commands: lambdastackCommands },
  { name: "infra", commands: infrastructureCommands },
  { name: "repo", commands: repositoryCommands },
  { name: "components", commands: componentsCommands },
];

/** A page per command, and the table of all. */
export function commandPages(): Map<string, string> {
  const own = programs.flatMap(({ name, commands }) =>
    commands.filter((spec) => !isProgram(spec)).map((spec) => ({ program: name, spec })),
  );
  const pages = own.map(
    ({ program, spec }) => [`docs/commands/${program}-${spec.name}.md`, commandPage(program, spec)] as const,
  );
  return new Map([["docs/commands/README.md", overview(own)], ...pages]);
}

const isProgram = ({ commands }: CommandSpec): boolean => programs.some((program) => program.commands === commands);

interface Owned {
  program: string;
  spec: CommandSpec;
}

function overview(all: readonly Owned[]): string {
  const rows = all.map(({ program, spec }) => [
    link(code(`${program} ${spec.name}`), `${program}-${spec.name}.md`),
    spec.summary,
  ]);
  const below = lambdastackCommands.filter(isProgram).map(({ name }) => code(`lambdastack ${name} …`));
  return page("the commands in `*/src/commands`", [
    "# Commands",
    `${below.join(" and ")} are the programs ${codes(["infra", "repo", "components"])} under one name.`,
    table(["command", "what it does"], rows),
    "## Flags of every command",
    optionsTable(globalOptions),
    "What a command ends with says [exit codes](../exit-codes.md); where flags come from besides the command line, [configuration](../configuration.md).",
  ]);
}

function commandPage(program: string, spec: CommandSpec): string {
  const parts = spec.commands
    ? spec.commands.flatMap((child) => [
        `## ${program} ${spec.name} ${child.name}`,
        ...described(`${program} ${spec.name}`, child),
      ])
    : [];
  return page(`\`${spec.name}\` in \`*/src/commands\``, [
    `# ${program} ${spec.name}`,
    ...(spec.commands ? [sentence(spec.summary), ...parts] : described(program, spec)),
    "[Flags of every command](README.md#flags-of-every-command), [all commands](README.md)",
  ]);
}

function described(before: string, spec: CommandSpec): string[] {
  const { name, options = [], arguments: words = [], examples = [] } = spec;
  const line = [
    before,
    name,
    ...options.filter(({ required }) => required).map(usage),
    ...words.map((one) => one.name),
    "[flags]",
  ];
  return [
    sentence(spec.summary),
    fence("text", line.join(" ")),
    words.length > 0 ? argumentsTable(words) : "",
    options.length > 0 ? optionsTable(options) : "",
    examples.length > 0 ? fence("sh", examples.join("\n")) : "",
    exitCodesOf(options),
  ];
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

const usage = ({ flags }: OptionSpec): string => flags.split(", ").at(-1) ?? flags;

const argumentsTable = (words: readonly ArgumentSpec[]): string =>
  table(
    ["argument", "meaning"],
    words.map(({ name, description }) => [code(name), description]),
  );

function optionsTable(options: readonly OptionSpec[]): string {
  const rows = options.map((option) => [code(option.flags), meaning(option), defaultOf(option)]);
  return table(["flag", "meaning", "default"], rows);
}

function meaning({ description, choices, required, repeatable }: OptionSpec): string {
  const more = [
    choices ? `one of ${codes(choices)}` : "",
    required ? "**required**" : "",
    repeatable && !description.includes("repeatable") ? "repeatable" : "",
  ].filter((text) => text !== "");
  return [description, ...more].join("; ");
}

const defaultOf = ({ default: value }: OptionSpec): string => (value === undefined ? "" : code(String(value)));

function exitCodesOf(options: readonly OptionSpec[]): string {
  const hasPending = options.some(({ flags }) => flags.includes("--detailed-exitcode"));
  const pending = hasPending ? " With `--detailed-exitcode` it ends with 2 where something would change." : "";
  return `Ends with 0 when done, 3 for invalid input, and otherwise as [exit codes](../exit-codes.md) says.${pending}`;
}
