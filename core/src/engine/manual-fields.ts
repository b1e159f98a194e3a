import type { Override } from "../documents/overrides.ts";
import { StackError } from "../errors/stack-error.ts";
import type { Redactor } from "../secrets/redactor.ts";
import { auditMachine, type Finding } from "./audit-machine.ts";
import { canonicalHash } from "./canonical-hash.ts";
import type { Compared } from "./compare-resources.ts";
import { resourceId } from "./left-resources.ts";
import { overrideFields } from "./override-fields.ts";
import type { PreparedMachine } from "./plan-machine.ts";

/** A field that somebody changed on a machine, with the value that it has there. */
export interface ManualField {
  machine: string;
  role: string;
  resource: string;
  property: string;
  value: unknown;
}

/** Something that was changed by hand and cannot be taken over. */
export interface LeftFinding {
  machine: string;
  role: string;
  resource: string;
  reason: string;
}

export interface ManualFields {
  fields: ManualField[];
  left: LeftFinding[];
}

const PRIVATE_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY-----/;

/** What documents could say to have a machine as somebody made it by hand. Nothing that holds a secret is among it. */
export function manualFields(prepared: PreparedMachine, redactor: Pick<Redactor, "redact">): ManualFields {
  const wanted = new Map(prepared.compared.map((one) => [one.wanted.id, one]));
  const found: ManualFields = { fields: [], left: [] };
  for (const finding of auditMachine(prepared).findings) {
    const { machine, role, resource } = finding;
    const place = { machine, role, resource };
    const reason = reasonToLeave(finding, prepared, wanted.get(resource));
    if (reason !== undefined) found.left.push({ ...place, reason });
    if (finding.class !== "manual" || reason !== undefined) continue;
    for (const { field } of finding.differences) {
      const read = readField(wanted.get(resource) as Compared, field, redactor);
      if ("reason" in read) found.left.push({ ...place, reason: read.reason });
      else found.fields.push({ ...place, property: field, value: read.value });
    }
  }
  return found;
}

function reasonToLeave(finding: Finding, { ledger }: PreparedMachine, compared: Compared | undefined) {
  if (finding.class === "known") return undefined;
  if (finding.class === "missing") return "it is gone, and the next apply makes it again";
  if (!compared) return "no role wants it any more, and the next apply removes it";
  const applied = Object.values(ledger.applied.roles)
    .flatMap(({ resources }) => resources)
    .find((one) => resourceId(one) === finding.resource);
  const { type, props } = compared.wanted;
  const record = type.record?.(props as never, compared.observed);
  const movedOn = record && applied && canonicalHash(record) !== canonicalHash(applied.record);
  return movedOn ? "its configuration, or its role, changed since it was last applied too" : undefined;
}

type Read = { value: unknown } | { reason: string };

function readField({ wanted, observed }: Compared, field: string, redactor: Pick<Redactor, "redact">): Read {
  const { type, props, id, sensitiveFields } = wanted;
  if (sensitiveFields.has(field)) return { reason: `a secret stands in its ${field}` };
  const value = type.readBack?.(observed)[field];
  if (value === undefined) return { reason: `documents cannot say what its ${field} is` };
  const text = JSON.stringify(value);
  if (PRIVATE_KEY.test(text) || holdsSecret(value, redactor)) return { reason: `its ${field} holds a secret` };
  try {
    overrideFields({ type, props, sensitiveFields }, [override(id, field, value)]);
    return { value };
  } catch (error) {
    if (!(error instanceof StackError)) throw error;
    return { reason: `its ${field} is nothing that a role could want` };
  }
}

function holdsSecret(value: unknown, { redact }: Pick<Redactor, "redact">): boolean {
  const texts = (Array.isArray(value) ? value : [value]).map(String);
  return texts.some((text) => redact(text) !== text);
}

const override = (resource: string, property: string, value: unknown): Override => ({
  name: "",
  machine: "",
  resource,
  property,
  value,
});
