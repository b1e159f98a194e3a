import type { AnsibleEvent, Events } from "@lambdastack/core";

/** Turns what Ansible tells while it runs into events of ours. */
export function narrate(role: string, events: Events): (event: AnsibleEvent) => void {
  let begun = performance.now();
  return (happened) => {
    if (happened.event === "task") begun = performance.now();
    if (!("action" in happened) || happened.event === "task") return;
    const { machine, changed, event, message, ignored } = happened;
    const about = { machine, role, resource: `ansible:${happened.task}` };
    const milliseconds = Math.round(performance.now() - begun);
    const isFailed = event === "unreachable" || (event === "failed" && !ignored);
    if (isFailed) events.emit({ type: "resource-failed", ...about, message });
    else if (event !== "skipped")
      events.emit({ type: "resource-finished", ...about, action: "run", changed, milliseconds });
  };
}
