import { StackError } from "../errors/stack-error.ts";

export const invalidSecretName = (name: string) =>
  new StackError("invalid-secret-name", `${JSON.stringify(name)} cannot be the name of a secret.`, {
    ending: "invalid",
    hint: "Use lower-case letters, digits and hyphens, a letter or digit first, at most 128 characters.",
  });

export const emptySecret = (name: string) =>
  new StackError("empty-secret", `The text given for the secret ${name} is empty.`, {
    ending: "invalid",
    hint: `Give it on standard input: lambdastack secret set ${name} < FILE`,
  });

export const invalidRecipe = (name: string, reason: string) =>
  new StackError("invalid-secret-recipe", `The secret ${name} cannot be made: ${reason}.`, {
    ending: "invalid",
    hint: "A recipe has a length from 1 to 4096 and an alphabet of at least two different characters.",
  });

export const secretLost = (name: string, path: string) =>
  new StackError("secret-lost", `The secret ${name} was made earlier, and its file ${path} is gone.`, {
    ending: "refused",
    hint: `Bring the file back from a backup, or give the text again: lambdastack secret set ${name}. It is never made anew, since the machines still use the old one.`,
  });

export const unknownSecret = (name: string, known: readonly string[]) =>
  new StackError("unknown-secret", `There is no secret named ${name}.`, {
    ending: "invalid",
    hint: known.length === 0 ? "The cluster has no secrets yet." : `Secrets: ${known.join(", ")}.`,
  });

export const noRecipe = (name: string) =>
  new StackError("secret-without-recipe", `The secret ${name} was given, not generated, so it cannot be rotated.`, {
    ending: "refused",
    hint: `Give a new text: lambdastack secret set ${name}`,
  });

export const secretNotAFile = (path: string) =>
  new StackError("secret-not-a-file", `${path} is no plain file.`, {
    ending: "refused",
    hint: "Secrets are never read through symbolic links; put the file itself there.",
  });

export const secretsIndexUnreadable = (path: string, reason: string) =>
  new StackError("secrets-index-unreadable", `${path} is no usable list of secrets: ${reason}.`, {
    ending: "refused",
    hint: "Bring the file back from a backup of the build folder.",
  });
