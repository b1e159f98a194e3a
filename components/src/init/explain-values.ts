import { isDeepStrictEqual } from "node:util";
import { type LaidValue, type Role, valueOfKey } from "@lambdastack/core";

/** One value of a configuration, with who said so. */
export interface ExplainedValue {
  /** Dots between levels. */
  key: string;
  value: unknown;
  source: "computed" | "user" | "default";
  /** For people: what it was computed from, or whose it is. */
  from: string;
}

export interface ExplainOptions {
  role: Pick<Role, "name" | "manifest">;
  /** Everything together. */
  configuration: Record<string, unknown>;
  defaults: Record<string, unknown>;
  computed: readonly LaidValue[];
}

/** Every value of the configuration, lists as a whole, and where it comes from. */
export function explainValues({ role, configuration, defaults, computed }: ExplainOptions): ExplainedValue[] {
  const ours = new Map(computed.filter(({ fate }) => fate === "computed").map((one) => [one.key, one.from]));
  return leaves(configuration, ours).map(([key, value]) => {
    const from = ours.get(key);
    if (from !== undefined) return { key, value, source: "computed", from };
    if (isDeepStrictEqual(value, valueOfKey(defaults, key)))
      return { key, value, source: "default", from: `default of ${role.name} ${role.manifest.version}` };
    return { key, value, source: "user", from: "written by you" };
  });
}

function leaves(value: Record<string, unknown>, whole: ReadonlyMap<string, string>, above = ""): [string, unknown][] {
  return Object.entries(value).flatMap(([name, inner]): [string, unknown][] => {
    const key = above === "" ? name : `${above}.${name}`;
    const isMap = typeof inner === "object" && inner !== null && !Array.isArray(inner) && Object.keys(inner).length > 0;
    return isMap && !whole.has(key) ? leaves(inner as Record<string, unknown>, whole, key) : [[key, inner]];
  });
}
