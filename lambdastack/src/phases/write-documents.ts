import { fileDifferences, type Phase, rewriteDocumentFiles } from "@lambdastack/core";
import type { ClusterRun } from "../cluster-run.ts";

/** Writes into the user's files what was approved, before anything else changes: from then on they say what is wanted. */
export const writeDocuments: Phase<ClusterRun> = {
  name: "write-documents",
  title: "Writing the documents",
  skip: ({ documents }) => (documents?.areGiven ? undefined : "no file of documents is changed"),
  async run({ documents }) {
    if (!documents) return undefined;
    await rewriteDocumentFiles(documents.before, documents.after);
    return `${fileDifferences(documents.before, documents.after).length} changed`;
  },
};
