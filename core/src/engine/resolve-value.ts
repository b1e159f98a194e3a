import type { OutputReference, SecretReference, UnknownValue, Value } from "../resources/resource.ts";
import type { OutputSource, SecretSource } from "./machine-run.ts";
import { unknownToken } from "./unknown-value.ts";

/** Where the values behind references come from. */
export interface ValueSources {
  secrets: SecretSource;
  outputs: OutputSource;
  /** Outputs (`outputKey`) that a planned change may alter: their last value does not count. */
  pendingOutputs?: ReadonlySet<string>;
}

/** What was found while resolving a value. */
export interface ResolveTrace {
  sensitive: boolean;
  secretTexts: Set<string>;
  outputs: OutputReference[];
}

export function newTrace(): ResolveTrace {
  return { sensitive: false, secretTexts: new Set(), outputs: [] };
}

export function outputKey({ machine, name }: Pick<OutputReference, "machine" | "name">): string {
  return `${machine}/${name}`;
}

/** The value with text in place of references, at any depth; what nobody knows yet becomes an opaque token. */
export function resolveValue(value: Value, sources: ValueSources, trace: ResolveTrace): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((child) => resolveValue(child, sources, trace));
  if (isReference(value)) return resolveReference(value, sources, trace);
  const entries = Object.entries(value as { [key: string]: Value });
  return Object.fromEntries(entries.map(([key, child]) => [key, resolveValue(child, sources, trace)]));
}

type Reference = SecretReference | OutputReference | UnknownValue;

function isReference(value: object): value is Reference {
  const tag = (value as { $tag?: unknown }).$tag;
  return tag === "secret" || tag === "output" || tag === "unknown";
}

function resolveReference(reference: Reference, sources: ValueSources, trace: ResolveTrace): string {
  if (reference.$tag === "secret") return resolveSecret(reference, sources, trace);
  if (reference.$tag === "output") return resolveOutput(reference, sources, trace);
  return unknownToken(reference.what);
}

function resolveSecret({ name }: SecretReference, { secrets }: ValueSources, trace: ResolveTrace): string {
  trace.sensitive = true;
  const text = secrets.read(name);
  if (text === undefined) return unknownToken(`secret ${name}`);
  trace.secretTexts.add(text);
  return text;
}

function resolveOutput(reference: OutputReference, sources: ValueSources, trace: ResolveTrace): string {
  trace.outputs.push(reference);
  const isPending = sources.pendingOutputs?.has(outputKey(reference)) ?? false;
  const text = isPending ? undefined : sources.outputs.read(reference.machine, reference.name);
  return text ?? unknownToken(`output ${reference.name} of ${reference.machine}`);
}
