import { pluginFailed, tookTooLong, wrongResult } from "../plugin-host/errors.ts";
import type { Host } from "../plugin-host/host.ts";
import { conducted, isHostFault } from "../plugin-host/plugin-conduct.ts";
import { faultLocation } from "../plugin-host/plugin-fault.ts";
import { within } from "../plugin-host/within.ts";
import type { ComputedValue, InitContext } from "./init.ts";

/** Seconds that a role's init may take. */
const timeLimit = 30;
const key = /^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$/;

/**
 * What a role computes from the state; nothing where it has no `init`. Throws what is wrong with the role's code, its place
 * and its name with it, as tasks do.
 */
export async function runInit(
  host: Pick<Host, "role" | "loadInit">,
  name: string,
  context: InitContext,
): Promise<ComputedValue[]> {
  const { directory, init: file = "" } = host.role(name);
  const init = await host.loadInit(name);
  if (!init) return [];
  const fault = { plugin: name, what: "init", location: { file } };
  const answer = conducted({ fault, directory }, async () => init(structuredClone(context)));
  const computed = await within(timeLimit, answer, () => tookTooLong(fault, timeLimit)).catch((error) => {
    if (isHostFault(error)) throw error;
    throw pluginFailed({ ...fault, location: faultLocation(error, directory, file) }, error);
  });
  const problem = problemOf(computed);
  if (problem !== undefined) throw wrongResult(fault, problem);
  return structuredClone([...computed]);
}

function problemOf(computed: unknown): string | undefined {
  if (!Array.isArray(computed)) return "it must return a list of computed values";
  const wrong = computed.findIndex((one) => !isComputed(one));
  if (wrong >= 0) return `item ${wrong} must be { key, value, from } with text of one line as key and from`;
  const keys = computed.map((one: ComputedValue) => one.key);
  const twice = keys.find((one, index) => keys.indexOf(one) !== index);
  return twice === undefined ? undefined : `it computes ${twice} twice`;
}

function isComputed(one: unknown): one is ComputedValue {
  const { key: name, value, from } = (one ?? {}) as Partial<Record<keyof ComputedValue, unknown>>;
  const isSaid = typeof from === "string" && from !== "" && !from.includes("\n");
  return typeof name === "string" && key.test(name) && value !== undefined && isSaid;
}
