import { isDeepStrictEqual } from "node:util";
import { type ModuleState, type ModuleStatus, moduleLabel, type Role, type Run, type State } from "@lambdastack/core";

export interface RoleRecord {
  role: Role;
  /** Machines that the role is on now, sorted. */
  machines: readonly string[];
  status: ModuleStatus;
  /** By name, then machine. */
  published: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Writes the role's section of the state; nothing is written where it says so already. */
export async function recordRole(run: Run, record: RoleRecord): Promise<void> {
  const label = moduleLabel(record.role.manifest);
  const state = await run.state.read();
  if (isDeepStrictEqual(state?.[label], nextSection(state, record))) return;
  await run.state.update((draft) => {
    draft[label] = nextSection(draft, record);
  });
}

function nextSection(state: State | undefined, { role, machines, status, published }: RoleRecord): ModuleState {
  const before = state?.[moduleLabel(role.manifest)];
  return {
    ...(typeof before === "object" ? before : {}),
    role: role.name,
    status,
    version: role.manifest.version,
    machines: [...machines],
    published: structuredClone(published) as Record<string, Record<string, unknown>>,
  };
}

/** Sections of roles that are on no machine any more say so. */
export async function recordGone(run: Run, present: ReadonlySet<string>): Promise<void> {
  const state = await run.state.read();
  const gone = Object.entries(state ?? {}).filter(([, section]) => isGone(section, present));
  if (gone.length === 0) return;
  await run.state.update((draft) => {
    for (const [label, section] of gone)
      draft[label] = { ...(section as ModuleState), status: "destroyed", machines: [] };
  });
}

function isGone(section: State[string] | undefined, present: ReadonlySet<string>): boolean {
  if (typeof section !== "object" || typeof section.role !== "string") return false;
  return section.status !== "destroyed" && !present.has(section.role);
}
