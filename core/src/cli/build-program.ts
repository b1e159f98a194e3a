import { Argument, Command, Option } from "commander";
import type { CliSpec, CommandSpec, OptionSpec } from "./command-spec.ts";
import { globalOptions } from "./global-options.ts";

/** Called with the chosen command, its flags (global ones included) and its arguments. */
export type Chosen = (chosen: {
  spec: CommandSpec;
  words: string;
  options: Record<string, unknown>;
  arguments: string[];
}) => Promise<void>;

/** Turns command data into a commander program. */
export function buildProgram(cli: CliSpec, chosen: Chosen): Command {
  const program = new Command(cli.name)
    .description(cli.summary)
    .version(cli.version, "-V, --version", "print the version")
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError(`(${cli.name} --help shows what there is)`)
    .showSuggestionAfterError(true)
    .exitOverride();
  for (const option of globalOptions) program.addOption(toOption(option));
  for (const spec of cli.commands) program.addCommand(toCommand(spec, spec.name, chosen));
  return program;
}

function toCommand(spec: CommandSpec, words: string, chosen: Chosen): Command {
  const command = new Command(spec.name).description(spec.summary).configureHelp({ showGlobalOptions: true });
  command.exitOverride().showSuggestionAfterError(true);
  for (const argument of spec.arguments ?? []) command.addArgument(new Argument(argument.name, argument.description));
  for (const option of spec.options ?? []) command.addOption(toOption(option));
  understandSpellings(command, spec.options ?? []);
  for (const child of spec.commands ?? []) command.addCommand(toCommand(child, `${words} ${child.name}`, chosen));
  if (spec.examples?.length) command.addHelpText("after", examplesText(spec.examples));
  if (spec.action)
    command.action(async () => chosen({ spec, words, options: command.optsWithGlobals(), arguments: command.args }));
  return command;
}

/** Words that commander would take for something else are replaced before it reads them; not what stands behind `--`. */
function understandSpellings(command: Command, options: readonly OptionSpec[]): void {
  const flags = new Map(
    options.flatMap(({ flags: text, spellings = [] }) => {
      const flag = /--[a-z-]+/.exec(text)?.[0] ?? text;
      return spellings.map((spelling) => [spelling, flag] as const);
    }),
  );
  if (flags.size === 0) return;
  const parseOptions = command.parseOptions.bind(command);
  command.parseOptions = (words) => {
    const end = words.indexOf("--");
    return parseOptions(words.map((word, index) => (end >= 0 && index > end ? word : (flags.get(word) ?? word))));
  };
}

function toOption(spec: OptionSpec): Option {
  const option = new Option(spec.flags, spec.description);
  if (spec.default !== undefined) option.default(spec.default);
  if (spec.choices) option.choices([...spec.choices]);
  if (spec.required) option.makeOptionMandatory();
  if (spec.repeatable) option.argParser((text: string, all: string[] | undefined) => [...(all ?? []), text]);
  else if (spec.parse) option.argParser(spec.parse);
  return option;
}

const examplesText = (examples: readonly string[]) =>
  `\nExamples:\n${examples.map((example) => `  ${example}`).join("\n")}\n`;
