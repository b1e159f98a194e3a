import { readFile, realpath, stat } from "node:fs/promises";
import { createTwoFilesPatch } from "diff";
import { parseAllDocuments, type Document as YamlDocument } from "yaml";
import { writeFileAtomic } from "../../build-folder/write-file-atomic.ts";
import { editedMeanwhile, unreadableFile } from "../errors.ts";
import { currentKind } from "../legacy-kinds.ts";
import type { DocumentText } from "../parse-documents.ts";

/** Where a document stands: the file, and its number in it from 0. */
export interface DocumentPlace {
  file: string;
  document: number;
}

/** The texts of the files. Throws `unreadable-file` (invalid). */
export function readDocumentFiles(files: readonly string[]): Promise<DocumentText[]> {
  return Promise.all(
    files.map(async (file) => {
      try {
        return { file, text: await readFile(file, "utf8") };
      } catch (cause) {
        throw unreadableFile(file, cause);
      }
    }),
  );
}

/** The first document of one of the kinds (in their present spelling), with the name where one is given. */
export function findInFiles(
  files: readonly DocumentText[],
  kinds: readonly string[],
  name?: string,
): DocumentPlace | undefined {
  const isMeant = (one: { kind: string; name: string }) =>
    kinds.includes(currentKind(one.kind)) && (name === undefined || one.name === name);
  return headers(files).find(isMeant)?.place;
}

/** What stands at a place of a document, by keys from its top; undefined where nothing does. */
export function valueInFiles(files: readonly DocumentText[], place: DocumentPlace, path: readonly string[]): unknown {
  const text = files.find(({ file }) => file === place.file)?.text ?? "";
  const document = (parseAllDocuments(text) as YamlDocument[])[place.document];
  return path.reduce<unknown>(
    (at, key) => (typeof at === "object" && at !== null && Object.hasOwn(at, key) ? at[key as never] : undefined),
    document?.toJS(),
  );
}

/** Names of the documents of a kind. */
export function namesInFiles(files: readonly DocumentText[], kind: string): string[] {
  return headers(files).flatMap((one) => (one.kind === kind ? [one.name] : []));
}

/** What differs between the texts, a unified diff for each file. */
export function fileDifferences(before: readonly DocumentText[], after: readonly DocumentText[]): string[] {
  return changedFiles(before, after).map(({ file, text, old }) =>
    createTwoFilesPatch(file, file, old, text, undefined, undefined, { context: 2 })
      .replace(/^(?:Index: .*\n)?=+\n/, "")
      .trimEnd(),
  );
}

/**
 * Writes the texts that changed, each in one step, with the rights that its file has. Throws `edited-meanwhile` (refused)
 * before anything is written where a file is no longer what it was.
 */
export async function rewriteDocumentFiles(
  before: readonly DocumentText[],
  after: readonly DocumentText[],
): Promise<void> {
  const changed = changedFiles(before, after);
  for (const { file, old } of changed) if ((await readFile(file, "utf8")) !== old) throw editedMeanwhile(file);
  for (const { file, text } of changed) {
    const path = await realpath(file);
    const { mode, uid, gid } = await stat(path);
    await writeFileAtomic(path, text, { mode: mode & 0o7777, uid, gid });
  }
}

function changedFiles(before: readonly DocumentText[], after: readonly DocumentText[]) {
  return after.flatMap(({ file, text }) => {
    const old = before.find((one) => one.file === file)?.text ?? "";
    return old === text ? [] : [{ file, text, old }];
  });
}

function headers(files: readonly DocumentText[]): { kind: string; name: string; place: DocumentPlace }[] {
  return files.flatMap(({ file, text }) =>
    (parseAllDocuments(text) as YamlDocument[]).map((one, document) => ({
      kind: String(one.get("kind") ?? ""),
      name: String(one.get("name") ?? "default"),
      place: { file, document },
    })),
  );
}
