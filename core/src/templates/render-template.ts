import { readFileSync } from "node:fs";
import Handlebars from "handlebars";
import { type SourceLocation, StackError } from "../errors/stack-error.ts";
import { brokenTemplate, missingTemplateVariable, templateUnreadable, unfitTemplateValue } from "./errors.ts";
import { escapes, UnfitValue } from "./escapes.ts";

export type TemplateData = Readonly<Record<string, unknown>>;

/** Renders a Handlebars file: strict, and nothing is escaped but by helpers. Throws `StackError` with file and line. */
export function renderTemplate(file: string, data: TemplateData): string {
  return renderText(readTemplate(file), data, file);
}

/** Renders the text of a template; `name` stands for its file in messages. */
export function renderText(text: string, data: TemplateData, name: string): string {
  const where = (line?: number, column?: number): SourceLocation => locationIn(text, { file: name, line, column });
  try {
    const render = known(name, text) ?? compile(name, text, where);
    return render(data, { allowProtoPropertiesByDefault: false, allowProtoMethodsByDefault: false });
  } catch (problem) {
    throw inWords(problem, where);
  }
}

/** By name: a role's templates are rendered for every machine. */
const compiled = new Map<string, { text: string; render: HandlebarsTemplateDelegate }>();

function known(name: string, text: string): HandlebarsTemplateDelegate | undefined {
  const template = compiled.get(name);
  return template?.text === text ? template.render : undefined;
}

function compile(name: string, text: string, where: Where): HandlebarsTemplateDelegate {
  const render = environment(where).compile(strictly(text), { strict: true, noEscape: true });
  compiled.set(name, { text, render });
  return render;
}

/** The template's tree, in which a missing variable is an error also where it is given to a helper or a block. */
function strictly(text: string): hbs.AST.Program {
  const program = Handlebars.parse(text);
  new StrictPaths().accept(program);
  return program;
}

class StrictPaths extends Handlebars.Visitor {
  override PathExpression(path: hbs.AST.PathExpression & { strict?: boolean }): void {
    path.strict = true;
  }
}

type Where = (line?: number, column?: number) => SourceLocation;

function readTemplate(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw templateUnreadable(file, cause);
  }
}

function environment(where: Where): typeof Handlebars {
  const handlebars = Handlebars.create();
  handlebars.unregisterHelper("log");
  for (const [name, escapeValue] of Object.entries(escapes)) {
    handlebars.registerHelper(name, (value: unknown, options?: Handlebars.HelperOptions) => {
      const { line, column } = positionOf(options);
      try {
        return escapeValue(value);
      } catch (problem) {
        if (problem instanceof UnfitValue) throw unfitTemplateValue(name, problem.message, where(line, column));
        throw problem;
      }
    });
  }
  handlebars.registerHelper("eq", (left: unknown, right: unknown) => left === right);
  handlebars.registerHelper("join", (list: unknown, separator: unknown, options?: Handlebars.HelperOptions) => {
    const { line, column } = positionOf(options);
    if (!Array.isArray(list)) throw unfitTemplateValue("join", "must be a list", where(line, column));
    return list.map(String).join(typeof separator === "string" ? separator : ",");
  });
  return handlebars;
}

/** Handlebars gives helpers their place in the template; its own types do not say so. */
function positionOf(options: Handlebars.HelperOptions | undefined): { line?: number; column?: number } {
  const { loc } = (options ?? {}) as { loc?: { start: { line: number; column: number } } };
  return loc === undefined ? {} : { line: loc.start.line, column: loc.start.column + 1 };
}

function inWords(problem: unknown, where: Where): StackError {
  if (problem instanceof StackError) return problem;
  const { message, lineNumber, column } = problem as Error & { lineNumber?: number; column?: number };
  const [, missing] = /^"(.*)" not defined in /.exec(message) ?? [];
  if (missing !== undefined) return missingTemplateVariable(missing, where(lineNumber, (column ?? 0) + 1));
  const [, parseLine] = /^Parse error on line (\d+)/.exec(message) ?? [];
  return brokenTemplate(message, where(lineNumber ?? (parseLine === undefined ? undefined : Number(parseLine))));
}

interface Place {
  file: string;
  line: number | undefined;
  column: number | undefined;
}

function locationIn(text: string, { file, line, column }: Place): SourceLocation {
  if (line === undefined) return { file };
  const sourceLine = text.split("\n")[line - 1];
  return { file, line, ...(column !== undefined && { column }), ...(sourceLine !== undefined && { sourceLine }) };
}
