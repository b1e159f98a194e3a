import { finding } from "../errors.ts";
import { placeAt } from "../located.ts";
import { overrideKind } from "../overrides.ts";
import { didYouMean } from "../suggestions.ts";
import type { MergedDocument, RuleContext, RuleFindings } from "./rule.ts";

/** Two documents cannot say what one field of one resource is. */
export function fieldsAreOverriddenOnce({ documents }: RuleContext): RuleFindings {
  const first = new Map<string, string>();
  const problems = overridesIn(documents).flatMap(({ document, merged }) => {
    const { machine, resource, property } = document.specification;
    const key = JSON.stringify([machine, resource, property]);
    const other = first.get(key);
    if (other === undefined) {
      first.set(key, document.name);
      return [];
    }
    const message = `"${document.name}" and "${other}" both override ${property} of ${resource} on ${machine}`;
    const hint = "Remove one of the two documents.";
    return finding({ code: "overridden-twice", message, hint, place: placeAt(merged, ["property"]) });
  });
  return { problems };
}

/** Machines that a provider makes get their names later; planning looks at those. */
export function overriddenMachinesAreDefined({ documents, machines, machinesAreGiven }: RuleContext): RuleFindings {
  if (!machinesAreGiven) return {};
  const defined = machines.map(({ document }) => document.name);
  const lost = overridesIn(documents).filter(
    ({ document }) => !defined.includes(String(document.specification.machine)),
  );
  const problems = lost.map(({ document, merged }) => {
    const machine = String(document.specification.machine);
    const message = `"${document.name}" overrides something on the machine "${machine}", which is in no document`;
    return finding({
      code: "unknown-override-machine",
      message,
      hint: didYouMean(machine, defined),
      place: placeAt(merged, ["machine"]),
    });
  });
  return { problems };
}

const overridesIn = (documents: readonly MergedDocument[]): MergedDocument[] =>
  documents.filter(({ source, isValid }) => source.kind === overrideKind && isValid);
