import { type AnsibleEvent, type Events, isFailure, isTaskEnd } from "@lambdastack/core";

/** Turns what Ansible tells while it runs into events of ours. */
export function narrate(role: string, events: Events): (event: AnsibleEvent) => void {
  let begun = performance.now();
  return (happened) => {
    if (happened.event === "task") begun = performance.now();
    if (!isTaskEnd(happened)) return;
    const { machine, changed, event, message } = happened;
    const about = { machine, role, resource: `ansible:${happened.task}` };
    const milliseconds = Math.round(performance.now() - begun);
    if (isFailure(happened)) events.emit({ type: "resource-failed", ...about, message });
    else if (event !== "skipped")
      events.emit({ type: "resource-finished", ...about, action: "run", changed, milliseconds });
  };
}
