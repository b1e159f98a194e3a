import type { Override } from "../documents/overrides.ts";
import { didYouMean } from "../documents/suggestions.ts";
import { StackError } from "../errors/stack-error.ts";

const invalid = "invalid" as const;

const inDocument = ({ name }: Override) => `configuration/override "${name}"`;

export function unknownOverrideMachine(override: Override, known: readonly string[]) {
  return new StackError(
    "unknown-override-machine",
    `${inDocument(override)} is for the machine "${override.machine}", which the cluster does not have.`,
    { ending: invalid, hint: didYouMean(override.machine, known) },
  );
}

export function unknownOverrideResource(override: Override, known: readonly string[]) {
  return new StackError(
    "unknown-override-resource",
    `${inDocument(override)} is for ${override.resource}, which no role wants on ${override.machine}.`,
    { ending: invalid, hint: `Remove the document where its role is gone. ${didYouMean(override.resource, known)}` },
  );
}

export function unknownOverrideField(override: Override, suggestion: string | undefined, known: readonly string[]) {
  return new StackError(
    "unknown-override-property",
    `${inDocument(override)} sets ${override.property}, which ${override.resource} does not have.`,
    {
      ending: invalid,
      hint: suggestion === undefined ? `It has ${known.join(", ")}.` : `Did you mean "${suggestion}"?`,
    },
  );
}

export function overriddenSecret(override: Override) {
  return new StackError(
    "overridden-secret",
    `${inDocument(override)} sets ${override.property} of ${override.resource}, in which a secret stands.`,
    { ending: invalid, hint: "Secrets stand in no override; see `lambdastack secret set`." },
  );
}

export function overriddenIdentity(override: Override) {
  return new StackError(
    "overridden-identity",
    `${inDocument(override)} sets ${override.property} of ${override.resource}, by which the resource is known.`,
    { ending: invalid, hint: "Change where the role puts it in the role's configuration." },
  );
}

export function unfitOverride(override: Override, finding: string, hint?: string) {
  return new StackError(
    "unfit-override",
    `${inDocument(override)} sets what ${override.resource} cannot have: ${finding}.`,
    { ending: invalid, hint },
  );
}
