import type { Events } from "@lambdastack/core";
import { thingOf } from "../plan/plan-changes.ts";
import type { Hook, TerraformEvent } from "../program/terraform-event.ts";
import type { TerraformCloud } from "../terraform-provider.ts";

interface Progress {
  events: Events;
  cloud: Pick<TerraformCloud, "machineResource" | "words">;
  /** Resources that change. */
  total: number;
}

/** Turns the events of an apply into ours: what is in work, for how long, and how many are done. */
export function progress({ events, cloud, total }: Progress): (event: TerraformEvent) => void {
  let done = 0;
  return ({ type, hook }) => {
    // data sources are read with the same events
    if (!hook || hook.action === "read") return;
    const { what, name, action, seconds } = inWords(hook, cloud);
    if (type === "apply_start") events.emit({ type: "infrastructure-started", what, name, action });
    if (type === "apply_progress")
      events.emit({
        type: "progress",
        what: `${action} ${what} ${name}, for ${seconds} s`,
        done,
        total,
        unit: "resources",
      });
    if (type !== "apply_complete") return;
    done += 1;
    events.emit({ type: "infrastructure-finished", what, name, action, milliseconds: seconds * 1000 });
    events.emit({ type: "progress", what: `${what} ${name}`, done, total, unit: "resources" });
  };
}

function inWords({ resource, action, elapsed_seconds: seconds = 0 }: Hook, cloud: Progress["cloud"]) {
  const { resource_type: type, resource_name: name, resource_key: key } = resource;
  return { ...thingOf({ type, name, key }, cloud), action, seconds };
}
