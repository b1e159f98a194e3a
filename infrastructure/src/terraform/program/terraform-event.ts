/** One line of `-json`, as https://developer.hashicorp.com/terraform/internals/machine-readable-ui describes it. */
export interface TerraformEvent {
  type: string;
  "@message"?: string;
  diagnostic?: Diagnostic;
  hook?: Hook;
}

export interface Diagnostic {
  severity: "error" | "warning";
  summary: string;
  detail?: string;
  /** Resource that it is about. */
  address?: string;
}

export interface Hook {
  resource: ResourceAddress;
  /** `create`, `update`, `delete`, `read`, `replace`, `noop`. */
  action: string;
  elapsed_seconds?: number;
}

export interface ResourceAddress {
  addr: string;
  resource_type: string;
  resource_name: string;
  /** Key of `for_each`, number of `count`. */
  resource_key?: string | number | null;
}

/** Undefined for a line that is none: warnings about the user's own configuration stand between. */
export function parseEvent(line: string): TerraformEvent | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    const value = JSON.parse(line) as Partial<TerraformEvent>;
    return typeof value.type === "string" ? (value as TerraformEvent) : undefined;
  } catch {
    return undefined;
  }
}
