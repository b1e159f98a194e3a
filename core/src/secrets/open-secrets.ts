import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { BuildFolder } from "../build-folder/build-folder.ts";
import { writeFileAtomicSync } from "../build-folder/write-file-atomic.ts";
import type { SecretSource } from "../engine/machine-run.ts";
import type { SecretRecipe } from "../plugin-host/task.ts";
import { emptySecret, invalidSecretName, noRecipe, secretLost, unknownSecret } from "./errors.ts";
import { generateSecret } from "./generate-secret.ts";
import { readSecretFile } from "./secret-file.ts";
import { readSecretsIndex, type SecretEntry, writeSecretsIndex } from "./secrets-index.ts";

export interface SecretSummary {
  name: string;
  created: string;
  changed: string;
  /** Whether it was generated, so that it can be rotated. */
  generated: boolean;
  /** False where its file is gone. */
  present: boolean;
}

/**
 * Secrets of a cluster, one file each. Every call is done before it returns, so that two machines that ask for the
 * same secret at once get the same text. Names: `^[a-z0-9][a-z0-9-]*$`, at most 128 characters, else `invalid-secret-name`.
 */
export interface SecretStore extends SecretSource {
  /** Undefined where it never existed. Throws `secret-lost` (refused) where it did and its file is gone. */
  read(name: string): string | undefined;
  /** The text; made by the recipe where it never existed. Throws `secret-lost`. */
  ensure(name: string, recipe?: SecretRecipe): string;
  /** Gives a text, also for a lost secret. The same text again changes nothing. */
  set(name: string, text: string): void;
  /** A new text by the known recipe. Throws `unknown-secret` and `secret-without-recipe`. */
  rotate(name: string): string;
  /** Sorted by name; never a text. */
  list(): SecretSummary[];
  /** Forgets it: asked for again, it is made anew. */
  remove(name: string): void;
}

export function openSecrets(folder: BuildFolder): SecretStore {
  const pathOf = (name: string) => join(folder.secrets, requireName(name));
  const index = () => readSecretsIndex(folder.secretsIndex);

  const read = (name: string): string | undefined => {
    const text = readSecretFile(pathOf(name));
    if (text === undefined && index().has(name)) throw secretLost(name, pathOf(name));
    return text;
  };
  /** The file first: a crash in between leaves an unlisted secret, which `ensure` lists, never a listed one without text. */
  const write = (name: string, text: string, recipe?: SecretRecipe): string => {
    mkdirSync(folder.secrets, { recursive: true, mode: 0o700 });
    if (readSecretFile(pathOf(name)) !== text) writeFileAtomicSync(pathOf(name), text);
    const entries = index();
    writeSecretsIndex(folder.secretsIndex, entries.set(name, entryOf(entries.get(name), recipe)));
    return text;
  };
  const ensure = (name: string, recipe: SecretRecipe = {}): string => {
    const text = read(name);
    if (text !== undefined && index().has(name)) return text;
    return write(name, text ?? generateSecret(name, recipe), recipe);
  };
  const set = (name: string, text: string): void => {
    const path = pathOf(name);
    if (text === "") throw emptySecret(name);
    if (readSecretFile(path) !== text || !index().has(name)) write(name, text);
  };
  const rotate = (name: string): string => {
    requireName(name);
    const entries = index();
    const entry = entries.get(name);
    if (!entry) throw unknownSecret(name, [...entries.keys()]);
    if (!entry.recipe) throw noRecipe(name);
    return write(name, generateSecret(name, entry.recipe), entry.recipe);
  };
  const list = () =>
    [...index()].map(([name, { created, changed, recipe }]) => {
      const present = readSecretFile(pathOf(name)) !== undefined;
      return { name, created, changed, generated: recipe !== undefined, present };
    });
  const remove = (name: string): void => {
    const path = pathOf(name);
    const entries = index();
    if (entries.delete(name)) writeSecretsIndex(folder.secretsIndex, entries);
    rmSync(path, { force: true });
  };
  return { read, ensure, set, rotate, list, remove };
}

function requireName(name: string): string {
  if (!/^[a-z0-9][a-z0-9-]{0,127}$/.test(name)) throw invalidSecretName(name);
  return name;
}

function entryOf(before: SecretEntry | undefined, given: SecretRecipe | undefined): SecretEntry {
  const changed = new Date().toISOString();
  const recipe = given ?? before?.recipe;
  return { created: before?.created ?? changed, changed, ...(recipe ? { recipe } : {}) };
}
