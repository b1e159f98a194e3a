import { readFileSync, statSync } from "node:fs";
import { StackError } from "../errors/stack-error.ts";
import type { DocumentWarning } from "./document.ts";
import { readHeader, type SourceDocument } from "./document-header.ts";
import { fileTooLarge, unreadableFile } from "./errors.ts";
import { locatedFromYaml } from "./located-from-yaml.ts";
import { limits, readYaml } from "./yaml-syntax.ts";

/** A text with the name that findings in it are reported under. */
export interface DocumentText {
  file: string;
  text: string;
}

export interface ParsedDocuments {
  documents: SourceDocument[];
  /** Everything wrong with the text itself; documents without a problem are still listed. */
  problems: StackError[];
  warnings: DocumentWarning[];
}

/** Reads multi-document YAML, keeping the place of every value. Never throws for what the text holds. */
export function parseDocuments(file: string, text: string): ParsedDocuments {
  const { source, documents, problems } = readYaml(file, text);
  if (problems.length > 0) return { documents: [], problems, warnings: [] };
  const readings = documents.map((document) => {
    const found: StackError[] = [];
    const located = locatedFromYaml(document, source, found);
    const isEmpty = located?.type === "scalar" && located.value === null;
    if (!located || isEmpty) return { problems: found, warnings: [] };
    const reading = readHeader(located);
    return { ...reading, problems: [...found, ...reading.problems] };
  });
  return {
    documents: readings.flatMap((reading) => ("document" in reading && reading.document ? [reading.document] : [])),
    problems: readings.flatMap((reading) => reading.problems),
    warnings: readings.flatMap((reading) => reading.warnings),
  };
}

/** Parses the documents of several files, in their order. A file that cannot be read is one more problem. */
export function loadDocuments(files: readonly string[]): ParsedDocuments {
  return joinParsed(files.map(loadFile));
}

export function joinParsed(parsed: readonly ParsedDocuments[]): ParsedDocuments {
  return {
    documents: parsed.flatMap((one) => one.documents),
    problems: parsed.flatMap((one) => one.problems),
    warnings: parsed.flatMap((one) => one.warnings),
  };
}

function loadFile(file: string): ParsedDocuments {
  const refused = (problem: StackError): ParsedDocuments => ({ documents: [], problems: [problem], warnings: [] });
  try {
    const { size } = statSync(file);
    if (size > limits.bytes) return refused(fileTooLarge(file, size, limits.bytes));
    return parseDocuments(file, readFileSync(file, "utf8"));
  } catch (cause) {
    if (cause instanceof StackError || (cause as NodeJS.ErrnoException).syscall === undefined) throw cause;
    return refused(unreadableFile(file, cause));
  }
}
