import { stringify } from "yaml";

/** A text of documents with one more behind them. */
export function appendDocument(text: string, document: object): string {
  const ended = text === "" || text.endsWith("\n") ? text : `${text}\n`;
  const added = `---\n${stringify(document, { lineWidth: 0 })}`;
  return ended + (text.includes("\r\n") ? added.replaceAll("\n", "\r\n") : added);
}
