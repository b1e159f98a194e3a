import { parse, stringify } from "yaml";
import { writeFileAtomicSync } from "../build-folder/write-file-atomic.ts";
import type { SecretRecipe } from "../plugin-host/task.ts";
import { secretsIndexUnreadable } from "./errors.ts";
import { readSecretFile } from "./secret-file.ts";

/** What is known of a secret besides its text. */
export interface SecretEntry {
  /** ISO 8601, UTC. */
  created: string;
  changed: string;
  /** Missing where the text was given by a person or a document. */
  recipe?: SecretRecipe;
}

export type SecretsIndex = Map<string, SecretEntry>;

/** Throws `secrets-index-unreadable`: taken for empty, every secret would be made anew. */
export function readSecretsIndex(path: string): SecretsIndex {
  const text = readSecretFile(path);
  if (text === undefined) return new Map();
  try {
    const { secrets } = parse(text, { stringKeys: true }) as { secrets: Record<string, SecretEntry> };
    return new Map(Object.entries(secrets));
  } catch (error) {
    throw secretsIndexUnreadable(path, (error as Error).message.split("\n")[0] ?? "");
  }
}

export function writeSecretsIndex(path: string, index: SecretsIndex): void {
  const entries = [...index].sort(([one], [other]) => (one < other ? -1 : 1));
  writeFileAtomicSync(path, stringify({ secrets: Object.fromEntries(entries) }, { lineWidth: 0 }));
}
