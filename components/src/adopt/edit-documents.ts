import {
  appendDocument,
  type DocumentText,
  findInFiles,
  type Host,
  type ManualField,
  namesInFiles,
  type Override,
  overrideKind,
  setValue,
} from "@lambdastack/core";
import type { AdoptedField, AdoptionPlan } from "./adoption.ts";
import type { KeyProposal } from "./key-proposal.ts";

export interface EditedDocuments {
  texts: readonly DocumentText[];
  adopted: AdoptedField[];
  /** Those whose place in the text cannot be written without changing something else. */
  refused: KeyProposal[];
}

export interface EditOptions {
  host: Pick<Host, "role">;
  /** Overrides that the documents hold already. */
  overrides: readonly Override[];
}

/** The texts with everything in them that the plan adopts. */
export function editDocuments(
  texts: readonly DocumentText[],
  plan: Pick<AdoptionPlan, "keys" | "overrides">,
  options: EditOptions,
): EditedDocuments {
  let edited: EditedDocuments = { texts, adopted: [], refused: [] };
  for (const proposal of plan.keys) edited = withKeys(edited, proposal, options);
  for (const field of plan.overrides) edited = withOverride(edited, field, options);
  return edited;
}

function withKeys(edited: EditedDocuments, proposal: KeyProposal, { host }: EditOptions): EditedDocuments {
  const { field, name, keys } = proposal;
  const configuration = { role: field.role, name };
  let texts: readonly DocumentText[] | undefined = edited.texts;
  for (const key of keys) texts = texts && withKey(texts, { ...configuration, ...key }, host);
  if (!texts) return { ...edited, refused: [...edited.refused, proposal] };
  const file = findInFiles(texts, kindsOf(field.role, host), name)?.file ?? "";
  const document = `configuration/${field.role} "${name}"`;
  const adopted = { ...placeOf(field), file, document, keys: keys.map(({ key }) => key) };
  return { ...edited, texts, adopted: [...edited.adopted, adopted] };
}

export interface ConfigurationKey {
  role: string;
  /** Of the document. */
  name: string;
  /** Dots between levels. */
  key: string;
  value: unknown;
}

/** The texts with a key of a role's configuration; undefined where its place cannot be written. */
export function withKey(
  texts: readonly DocumentText[],
  { role, name, key, value }: ConfigurationKey,
  host: EditOptions["host"],
): readonly DocumentText[] | undefined {
  const keys = key.split(".");
  const place = findInFiles(texts, kindsOf(role, host), name);
  if (!place) return appended(texts, { kind: `configuration/${role}`, name, specification: nested(keys, value) });
  const text = setValue(textOf(texts, place.file), { ...place, path: ["specification", ...keys], value });
  return text === undefined ? undefined : replaced(texts, { file: place.file, text });
}

/** The role's configuration under all its names. */
const kindsOf = (role: string, host: EditOptions["host"]): string[] =>
  [role, ...(host.role(role).manifest.aliases ?? [])].map((one) => `configuration/${one}`);

function withOverride(edited: EditedDocuments, field: ManualField, { overrides }: EditOptions): EditedDocuments {
  const { machine, resource, property, value } = field;
  const known = overrides.find(
    (one) => one.machine === machine && one.resource === resource && one.property === property,
  );
  const name = known?.name ?? freeName(edited.texts);
  const place = known && findInFiles(edited.texts, [overrideKind], name);
  const text =
    place && setValue(textOf(edited.texts, place.file), { ...place, path: ["specification", "value"], value });
  const texts =
    place && text !== undefined
      ? replaced(edited.texts, { file: place.file, text })
      : appended(edited.texts, { kind: overrideKind, name, specification: { machine, resource, property, value } });
  const file = findInFiles(texts, [overrideKind], name)?.file ?? "";
  const adopted = { ...placeOf(field), file, document: `${overrideKind} "${name}"` };
  return { ...edited, texts, adopted: [...edited.adopted, adopted] };
}

const placeOf = ({ machine, role, resource, property }: ManualField) => ({ machine, role, resource, property });

const nested = (keys: readonly string[], value: unknown): unknown =>
  keys.reduceRight((inner, key) => ({ [key]: inner }), value);

const textOf = (texts: readonly DocumentText[], file: string): string =>
  texts.find((one) => one.file === file)?.text ?? "";

const replaced = (texts: readonly DocumentText[], edited: DocumentText): DocumentText[] =>
  texts.map((one) => (one.file === edited.file ? edited : one));

/** Behind the documents of the last file. */
const appended = (texts: readonly DocumentText[], document: object): DocumentText[] =>
  texts.map((one, index) => (index === texts.length - 1 ? { ...one, text: appendDocument(one.text, document) } : one));

function freeName(texts: readonly DocumentText[]): string {
  const taken = new Set(namesInFiles(texts, overrideKind));
  let number = 1;
  while (taken.has(`adopted-${number}`)) number += 1;
  return `adopted-${number}`;
}
