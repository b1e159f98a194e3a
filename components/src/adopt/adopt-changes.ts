import {
  auditMachine,
  type DocumentText,
  knownSecrets,
  manualFields,
  overridesOf,
  type PlannedChange,
  type Redactor,
  readDocumentFiles,
  rewriteDocumentFiles,
  StackError,
} from "@lambdastack/core";
import type { ComponentsRun } from "../components-run.ts";
import { nothingToAdoptInto } from "../errors.ts";
import type { Adoption, AdoptionPlan } from "./adoption.ts";
import type { Comparison } from "./comparison.ts";
import { type EditedDocuments, editDocuments } from "./edit-documents.ts";
import { type KeyProposal, keyProposal } from "./key-proposal.ts";
import { adoptionText } from "./render-adoption.ts";
import { changesInTheWay, retreat } from "./retreat.ts";

interface Attempt {
  plan: AdoptionPlan;
  edited: EditedDocuments;
}

/**
 * Takes what was changed by hand over into the user's documents, once that is approved. What it will write was planned
 * against the machines before: nothing that it adopts would be changed by the next apply.
 */
export async function adoptChanges({ files, settings, compare }: Comparison): Promise<Adoption> {
  if (files.length === 0) throw nothingToAdoptInto();
  const texts = await readDocumentFiles(files);
  const found = await compare();
  const audit = { machines: machinesOf(found).map(auditMachine) };
  const redactor = knownSecrets(found.run.workspace, found.run.folder);
  const { plan, edited } = await settled(firstPlan(found, redactor), { texts, found, compare });
  const adoption: Adoption = { audit, adopted: edited.adopted, left: plan.left };
  const text = redactor.redact(adoptionText(adoption, { before: texts, after: edited.texts }));
  await settings.approve({ text, hasChanges: edited.adopted.length > 0, destroys: edited.adopted.length > 0 });
  await rewriteDocumentFiles(texts, edited.texts);
  return adoption;
}

/** A key may concern machines that a narrowed run does not look at, so there everything is an override. */
function firstPlan(found: ComponentsRun, redactor: Redactor): AdoptionPlan {
  const { workspace } = found.run;
  const { limit, components } = workspace.settings;
  const all = machinesOf(found).map((prepared) => ({ prepared, ...manualFields(prepared, redactor) }));
  const proposals = all.flatMap(({ prepared: { run }, fields }) =>
    fields.map((field) => ({ field, proposal: keyProposal(field, run.machine, workspace) })),
  );
  const keys = limit || components ? [] : agreeing(proposals.flatMap(({ proposal }) => proposal ?? []));
  const byKey = new Set(keys.map(({ field }) => field));
  return {
    keys,
    overrides: proposals.flatMap(({ field }) => (byKey.has(field) ? [] : [field])),
    left: all.flatMap(({ left }) => left),
  };
}

/** Those of which no other wants another value for the same key of the same document. */
function agreeing(proposals: readonly KeyProposal[]): KeyProposal[] {
  const entries = ({ field, name, keys }: KeyProposal) =>
    keys.map(({ key, value }) => ({ place: `${field.role} ${name} ${key}`, value: JSON.stringify(value) }));
  const all = proposals.flatMap(entries);
  return proposals.filter((one) =>
    entries(one).every(({ place, value }) => all.every((other) => other.place !== place || other.value === value)),
  );
}

interface Settling {
  texts: readonly DocumentText[];
  found: ComponentsRun;
  compare: Comparison["compare"];
}

/** Tries plans until one leaves nothing to change of what it adopts. Each retreat has less to try, so it ends. */
async function settled(first: AdoptionPlan, { texts, found, compare }: Settling): Promise<Attempt> {
  const { workspace } = found.run;
  const options = { host: workspace.host, overrides: overridesOf(workspace.manifest) };
  let plan = first;
  for (;;) {
    const edited = editDocuments(texts, plan, options);
    if (edited.adopted.length === 0 && edited.refused.length === 0) return { plan, edited };
    const inTheWay =
      edited.refused.length > 0 ? changesOf(edited.refused) : await tried({ plan, edited, found, compare });
    if (inTheWay === undefined) return { plan, edited };
    plan = retreat(plan, inTheWay);
  }
}

/** What stands in the way of an attempt; undefined where nothing does. Documents that keys make invalid are no attempt. */
async function tried({ plan, edited, found, compare }: Attempt & Omit<Settling, "texts">) {
  try {
    const after = await compare(edited.texts);
    const inTheWay = changesInTheWay(plan, plannedIn(found), plannedIn(after));
    return inTheWay.length > 0 ? inTheWay : undefined;
  } catch (error) {
    if (error instanceof StackError && error.ending === "invalid" && plan.keys.length > 0) return [];
    throw error;
  }
}

/** Keys whose place cannot be written are in their own way. */
const changesOf = (refused: readonly KeyProposal[]): PlannedChange[] =>
  refused.map(({ field }) => ({ ...field, action: "update", differences: [] }));

const machinesOf = ({ prepared }: ComponentsRun) => prepared?.machines ?? [];

const plannedIn = (run: ComponentsRun): PlannedChange[] => machinesOf(run).flatMap(({ plan }) => plan.changes);
