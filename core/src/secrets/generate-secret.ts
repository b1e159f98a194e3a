import { randomInt } from "node:crypto";
import type { SecretRecipe } from "../plugin-host/task.ts";
import { invalidRecipe } from "./errors.ts";

const LENGTH = 32;
const LETTERS_AND_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const MAXIMUM_LENGTH = 4096;

/** Text in which every character of the alphabet is equally likely at every place. Throws `invalid-secret-recipe`. */
export function generateSecret(name: string, recipe: SecretRecipe = {}): string {
  const { length = LENGTH, alphabet = LETTERS_AND_DIGITS } = recipe;
  const characters = [...alphabet];
  if (!Number.isSafeInteger(length) || length < 1 || length > MAXIMUM_LENGTH) {
    throw invalidRecipe(name, `its length is ${length}`);
  }
  if (characters.length < 2 || new Set(characters).size !== characters.length) {
    throw invalidRecipe(name, `its alphabet is ${JSON.stringify(alphabet)}`);
  }
  return Array.from({ length }, () => characters[randomInt(characters.length)]).join("");
}
