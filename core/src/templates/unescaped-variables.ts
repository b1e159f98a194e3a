import Handlebars from "handlebars";
import { escapes } from "./escapes.ts";

/** A place of a template where a value is written without saying for which kind of file. */
export interface UnescapedVariable {
  line: number;
  /** As written, such as `config.port`. */
  expression: string;
}

/** Loop counters are numbers of ours. */
const COUNTERS = new Set(["@index", "@first", "@last"]);

/**
 * The lint of templates: every mustache that writes a variable, or the result of a helper, without one of the
 * escaping helpers. `{{raw x}}` is how a template says that it means it.
 */
export function unescapedVariables(templateText: string): UnescapedVariable[] {
  const finder = new Finder();
  finder.accept(Handlebars.parse(templateText));
  return finder.found;
}

class Finder extends Handlebars.Visitor {
  readonly found: UnescapedVariable[] = [];

  override MustacheStatement(mustache: hbs.AST.MustacheStatement): void {
    const name = mustache.path.type === "PathExpression" ? (mustache.path as hbs.AST.PathExpression).original : "";
    const isHelper = Object.hasOwn(escapes, name) && mustache.params.length === 1;
    if (!isHelper && !COUNTERS.has(name)) this.found.push({ line: mustache.loc.start.line, expression: name });
  }
}
