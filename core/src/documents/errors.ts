import { StackError } from "../errors/stack-error.ts";
import { locationOf, type Place } from "./located.ts";
import { didYouMean } from "./suggestions.ts";

interface Finding {
  code: string;
  message: string;
  hint?: string | undefined;
  place?: Place | undefined;
}

/** A finding about documents; always ends `invalid`. */
export function finding({ code, message, hint, place }: Finding): StackError {
  return new StackError(code, message, { hint, location: place && locationOf(place), ending: "invalid" });
}

export function unreadableFile(file: string, cause: unknown): StackError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new StackError("unreadable-file", `Cannot read ${file}: ${why}`, {
    hint: "Name an existing YAML file with -f.",
    ending: "invalid",
    location: { file },
    cause,
  });
}

export function editedMeanwhile(file: string): StackError {
  return new StackError("edited-meanwhile", `${file} was edited since it was read; nothing was written`, {
    hint: "Run the same command again.",
    ending: "refused",
    location: { file },
  });
}

export function fileTooLarge(file: string, bytes: number, limit: number): StackError {
  return new StackError("file-too-large", `${file} has ${bytes} bytes; at most ${limit} are read`, {
    hint: "Split the documents over several files.",
    ending: "invalid",
    location: { file },
  });
}

export const tooDeep = (limit: number, place: Place): StackError =>
  finding({ code: "too-deep", message: `Values are nested deeper than ${limit} levels`, place });

export const tooManyValues = (limit: number, place: Place): StackError =>
  finding({
    code: "too-many-values",
    message: `The file holds more than ${limit} values`,
    hint: "Split the documents over several files.",
    place,
  });

export const tooManyAliases = (limit: number, place: Place): StackError =>
  finding({ code: "too-many-aliases", message: `More than ${limit} aliases (*name) in one document`, place });

export const aliasExpansion = (place: Place): StackError =>
  finding({
    code: "alias-expansion",
    message: "Aliases expand to more than ten times what is written",
    hint: "Write the values out, or use fewer aliases inside of anchors.",
    place,
  });

export const yamlCycle = (place: Place): StackError =>
  finding({ code: "yaml-cycle", message: "An alias stands inside of the value that it refers to", place });

export const unknownAlias = (name: string, place: Place): StackError =>
  finding({ code: "unknown-alias", message: `No anchor &${name} stands before this alias`, place });

export const yamlTag = (tag: string, place: Place): StackError =>
  finding({ code: "yaml-tag", message: `The YAML tag or type "${tag}" is not allowed in documents`, place });

export const nulCharacter = (place: Place): StackError =>
  finding({ code: "nul-character", message: "The text holds a NUL character", hint: "Remove it.", place });

export const numberLosesDigits = (written: string, place: Place): StackError =>
  finding({
    code: "number-loses-digits",
    message: `The number ${written} has more digits than a number can keep`,
    hint: `Quote it: "${written}".`,
    place,
  });

export const keyIsNoText = (place: Place): StackError =>
  finding({ code: "key-is-no-text", message: "A key must be a text", hint: "Quote it.", place });

export const forbiddenKey = (key: string, place: Place): StackError =>
  finding({ code: "forbidden-key", message: `The key "${key}" is not allowed`, hint: "Choose another name.", place });

export function duplicateKey(key: string, place: Place, first: Place): StackError {
  const { line } = locationOf(first);
  return finding({
    code: "duplicate-key",
    message: `The key "${key}" stands here twice; first at line ${line}`,
    hint: "Remove one of them.",
    place,
  });
}

export const brokenYaml = (code: string, message: string, place: Place): StackError =>
  finding({
    code: "broken-yaml",
    message: `Not valid YAML: ${(message.split("\n")[0] ?? message).replace(/ at line \d+, column \d+:?$/, "")}`,
    hint: code === "TAB_AS_INDENT" ? "Indent with spaces." : undefined,
    place,
  });

export const documentIsNoMap = (place: Place): StackError =>
  finding({
    code: "document-is-no-map",
    message: "A document must be a map with kind and specification",
    hint: "Separate documents with a line of three dashes.",
    place,
  });

export const missingHeader = (key: string, place: Place): StackError =>
  finding({
    code: "missing-key",
    message: `A document has no "${key}"`,
    hint: key === "kind" ? "Write for example `kind: lambdastack-cluster`." : `Add \`${key}:\` to this document.`,
    place,
  });

export const unknownKind = (kind: string, known: Iterable<string>, place: Place): StackError =>
  finding({ code: "unknown-kind", message: `Unknown kind "${kind}"`, hint: didYouMean(kind, known), place });

export const unknownProvider = (provider: string, known: Iterable<string>, place?: Place): StackError =>
  finding({
    code: "unknown-provider",
    message: `Unknown provider "${provider}"`,
    hint: didYouMean(provider, known),
    place,
  });

export const unavailableProvider = (provider: string, known: Iterable<string>, place: Place | undefined): StackError =>
  finding({
    code: "unavailable-provider",
    message: `The provider ${provider} is not installed`,
    hint: `Installed: ${[...known].join(", ")}.`,
    place,
  });

export const duplicateDocument = (what: { kind: string; name: string }, place: Place, first: Place): StackError => {
  const { file, line } = locationOf(first);
  return finding({
    code: "duplicate-document",
    message: `${what.kind} "${what.name}" stands twice; first at ${file}:${line}`,
    hint: "Give one of them another name, or remove it.",
    place,
  });
};

export const duplicateListName = (name: string, place: Place): StackError =>
  finding({ code: "duplicate-list-name", message: `Two items of this list are named "${name}"`, place });

export const unnamedMerge = (place: Place): StackError =>
  finding({
    code: "unnamed-merge",
    message: "`_merge: true` needs a list in which every item has a name",
    hint: "Give every item a `name`, or remove `- _merge: true` to replace the list.",
    place,
  });

export const typeMismatch = (what: { path: string; wanted: string; received: string }, place: Place): StackError =>
  finding({
    code: "type-mismatch",
    message: `${what.path} must be ${what.wanted} as in what it is merged over; received ${what.received}`,
    place,
  });

export const unknownParent = (what: { kind: string; parent: string }, known: string[], place: Place): StackError =>
  finding({
    code: "unknown-parent",
    message: `based_on names ${what.kind} "${what.parent}", which is in no document`,
    hint: didYouMean(what.parent, known),
    place,
  });

export const parentCycle = (chain: string[], place: Place): StackError =>
  finding({ code: "parent-cycle", message: `based_on goes round in a circle: ${chain.join(" -> ")}`, place });

export function brokenSchema(file: string, cause: unknown): StackError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new StackError("broken-schema", `${file} is not a valid JSON schema: ${why}`, {
    hint: "Mend the schema of this plugin.",
    location: { file },
    cause,
  });
}
