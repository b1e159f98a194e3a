import { Composer, type CST, LineCounter, type ParsedNode, Parser, type Document as YamlDocument } from "yaml";
import type { StackError } from "../errors/stack-error.ts";
import { brokenYaml, fileTooLarge, tooDeep, tooManyValues } from "./errors.ts";
import type { Place, SourceText } from "./located.ts";

/** No document of a cluster comes near these; they stop a text that would cost minutes or memory. */
export const limits = { bytes: 2 * 1024 * 1024, depth: 64, values: 50_000, aliases: 100 } as const;

export interface YamlSyntax {
  source: SourceText;
  documents: YamlDocument.Parsed<ParsedNode>[];
  problems: StackError[];
}

/** Text to YAML documents, refusing what is too large or too deep before anything recursive sees it. */
export function readYaml(file: string, text: string): YamlSyntax {
  const source: SourceText = { file, text, lines: new LineCounter() };
  const refused = (problem: StackError): YamlSyntax => ({ source, documents: [], problems: [problem] });
  const bytes = Buffer.byteLength(text);
  if (bytes > limits.bytes) return refused(fileTooLarge(file, bytes, limits.bytes));
  const tokens = tokensOf(source);
  const excess = excessOf(tokens, source);
  if (excess) return refused(excess);
  const composer = new Composer<ParsedNode>({ lineCounter: source.lines, uniqueKeys: false, stringKeys: false });
  const documents = [...composer.compose(tokens)] as YamlDocument.Parsed<ParsedNode>[];
  return { source, documents, problems: documents.flatMap((document) => syntaxProblems(document, source)) };
}

function tokensOf(source: SourceText): CST.Token[] {
  const tokens = [...new Parser(source.lines.addNewLine).parse(source.text)];
  return tokens;
}

function syntaxProblems(document: YamlDocument.Parsed<ParsedNode>, source: SourceText): StackError[] {
  return [...document.errors, ...document.warnings].map((error) => {
    const place: Place = { source, start: error.pos[0], end: error.pos[1] };
    return brokenYaml(error.code, error.message, place);
  });
}

function excessOf(tokens: readonly CST.Token[], source: SourceText): StackError | undefined {
  const open: { token: CST.Token; depth: number }[] = tokens.map((token) => ({ token, depth: 0 }));
  let values = 0;
  for (let next = open.pop(); next; next = open.pop()) {
    const { token, depth } = next;
    const start = "offset" in token ? token.offset : 0;
    if (depth > limits.depth) return tooDeep(limits.depth, { source, start, end: start + 1 });
    if (++values > limits.values) return tooManyValues(limits.values, { source, start, end: start + 1 });
    for (const child of childrenOf(token)) open.push({ token: child, depth: depth + 1 });
  }
  return undefined;
}

function childrenOf(token: CST.Token): CST.Token[] {
  if (token.type === "document") return token.value ? [token.value] : [];
  if (!("items" in token)) return [];
  return token.items.flatMap((item) => [item.key, item.value].filter((child) => child != null));
}
