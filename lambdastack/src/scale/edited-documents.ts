import { type DocumentText, documentFiles, readDocumentFiles, type Settings } from "@lambdastack/core";
import type { Count } from "./counts.ts";
import { scaledTexts } from "./scaled-texts.ts";

/** Documents that a command changes, as they are and as they shall be. */
export interface EditedDocuments {
  before: readonly DocumentText[];
  after: readonly DocumentText[];
  /** They are files of the user, and not those that the build folder keeps, which apply writes itself. */
  areGiven: boolean;
}

/** The documents with the counts in them; nothing is written yet. */
export async function editedDocuments(
  settings: Settings,
  files: readonly string[],
  counts: readonly Count[],
): Promise<EditedDocuments> {
  const before = await readDocumentFiles(documentFiles(settings, files));
  return { before, after: scaledTexts(before, counts), areGiven: files.length > 0 };
}
