import type { Invocation } from "../cli/command-spec.ts";
import type { EngineName } from "../container-modules/container-engine.ts";
import type { Sink } from "../events/event.ts";
import type { Settings } from "../workspace/settings.ts";
import { approvalOf, influencesOf } from "./approval.ts";
import { invalidNumber } from "./errors.ts";
import { progressSink } from "./progress-sink.ts";

/** What the flags of a command line say. */
export function settingsOf(invocation: Invocation): Settings {
  const { options, cwd, home, environment, signal } = invocation;
  const build = text(options.build);
  const limit = namesOf(options.limit);
  const components = namesOf(options.components);
  const acceptLoss = namesOf(options.acceptLoss);
  return {
    cwd,
    home,
    environment,
    ...(build === undefined ? {} : { build }),
    plugins: list(options.plugins),
    concurrency: positive(text(options.concurrency) ?? "10", "--concurrency"),
    ...(limit ? { limit } : {}),
    ...(components ? { components } : {}),
    takeOver: options.takeOver === true,
    ...(options.engine === undefined ? {} : { engine: options.engine as EngineName }),
    ...(acceptLoss ? { acceptLoss } : {}),
    ...(options.acceptInfluences === true && { acceptInfluences: true }),
    signal,
    sinks: sinksOf(invocation),
    approve: approvalOf(invocation),
    ...influencesOf(invocation),
  };
}

/** Documents named on the command line. */
export const filesOf = ({ options }: Invocation): string[] => list(options.file);

function sinksOf({ terminal }: Invocation): Sink[] {
  return terminal.level === "quiet" ? [] : [progressSink(terminal)];
}

const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

const list = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

/** Of a flag whose values are separated by commas; undefined where it was not given. */
export const namesOf = (value: unknown): string[] | undefined =>
  text(value)
    ?.split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");

function positive(value: string, flag: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1) throw invalidNumber(flag, value);
  return number;
}
