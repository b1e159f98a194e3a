import type { Happening } from "@lambdastack/core";
import { expect, it } from "vitest";
import { parseEvent } from "../program/terraform-event.ts";
import { progress } from "./progress.ts";

/** As Terraform 1.11 prints them; shortened to what is read. */
const stream = [
  "Warning: Unable to open CLI configuration file",
  `{"type":"version","terraform":"1.11.4"}`,
  hook("apply_start", "read", 0, "aws_ami", null),
  hook("apply_complete", "read", 1, "aws_ami", null),
  hook("apply_start", "create", 0),
  hook("apply_progress", "create", 10),
  hook("apply_complete", "create", 12),
  `{"type":"change_summ`,
];

function hook(
  type: string,
  action: string,
  elapsed_seconds: number,
  resource_type = "aws_instance",
  resource_key: string | null = "demo-web-1",
) {
  const resource = { addr: "x", resource_type, resource_name: "machine", resource_key };
  return JSON.stringify({ type, hook: { resource, action, elapsed_seconds } });
}

it("an apply tells what is in work, for how long, and how many are done; what is only read does not count", () => {
  const told: Happening[] = [];
  const events = { emit: (happening: Happening) => told.push(happening), subscribe: () => () => undefined };
  const tell = progress({ events, cloud: { machineResource: "aws_instance.machine" }, total: 3 });

  for (const line of stream) {
    const event = parseEvent(line);
    if (event) tell(event);
  }

  const machine = { what: "machine", name: "demo-web-1", action: "create" };
  expect(told).toEqual([
    { type: "infrastructure-started", ...machine },
    { type: "progress", what: "create machine demo-web-1, for 10 s", done: 0, total: 3, unit: "resources" },
    { type: "infrastructure-finished", ...machine, milliseconds: 12000 },
    { type: "progress", what: "machine demo-web-1", done: 1, total: 3, unit: "resources" },
  ]);
});
