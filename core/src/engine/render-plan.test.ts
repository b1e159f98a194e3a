import { describe, expect, it } from "vitest";
import type { ComponentsPlan, MachinePlan, PlannedChange } from "./plan.ts";
import { changesBeyond, planSummary } from "./plan-summary.ts";
import { renderPlan } from "./render-plan.ts";

const change = (resource: string, more: Partial<PlannedChange> = {}): PlannedChange => ({
  machine: "demo-web-1",
  role: "haproxy",
  resource,
  action: "create",
  differences: [],
  ...more,
});

const machine = (more: Partial<MachinePlan>): MachinePlan => ({
  machine: "demo-web-1",
  exists: true,
  changes: [],
  compared: 0,
  unmanaged: [],
  deferred: [],
  observedHash: "",
  ...more,
});

const full: ComponentsPlan = {
  machines: [
    machine({
      changes: [
        change("file:/etc/old", {
          role: "hello-web",
          action: "delete",
          destroys: true,
          differences: [{ field: "path", from: "/etc/old" }],
        }),
        change("package:haproxy"),
        change("file:/etc/haproxy/haproxy.cfg", {
          action: "update",
          differences: [
            { field: "mode", from: "0600", to: "0644" },
            { field: "content", diff: "--- old\n+++ new\n@@ -1,2 +1,2 @@\n global\n-  maxconn 100\n+  maxconn 200\n" },
          ],
        }),
        change("file:/etc/secret", { differences: [{ field: "content", to: "(sensitive)" }] }),
        change("service:haproxy.service", {
          action: "restart",
          differences: [{ field: "watches", from: "as started", to: "changed" }],
        }),
        change("command:migrate", { action: "may-run" }),
      ],
      unmanaged: [{ role: "hello-web", resource: "package:nginx", reason: "a package is never removed unasked" }],
    }),
    machine({ machine: "demo-web-2" }),
    machine({
      machine: "demo-web-3",
      exists: false,
      changes: [change("package:haproxy")],
      deferred: [{ role: "prometheus", reason: "reads address of demo-web-4" }],
    }),
  ],
};

describe("renderPlan", () => {
  it("shows changes by machine and role, what stays, what is deferred, and the sum", () => {
    expect(renderPlan(full, { color: false })).toMatchInlineSnapshot(`
      "demo-web-1
        hello-web
          - file:/etc/old
              path: /etc/old → nothing
        haproxy
          + package:haproxy
          ~ file:/etc/haproxy/haproxy.cfg
              mode: 0600 → 0644
              content:
                @@ -1,2 +1,2 @@
                 global
                -  maxconn 100
                +  maxconn 200
          + file:/etc/secret
              content: (sensitive)
          ↻ service:haproxy.service (restart)
              watches: as started → changed
          ? command:migrate (may run)
        no longer managed, stays on the machine
          package:nginx (hello-web: a package is never removed unasked)

      demo-web-3 (to be created)
        haproxy
          + package:haproxy
        deferred until more is known
          prometheus: reads address of demo-web-4

      Plan: 3 to create, 1 to change, 1 may run, 1 to restart, 1 to remove, 1 deferred.
      "
    `);
  });

  it("says in one line that there is nothing to do", () => {
    expect(renderPlan({ machines: [machine({})] }, { color: false })).toBe("No changes. Everything is as wanted.\n");
  });

  it("colours only when asked to", () => {
    expect(renderPlan(full, { color: true })).toContain("\u001b[32m+  maxconn 200\u001b[39m");
    expect(renderPlan(full, { color: false })).not.toContain("\u001b");
  });

  it("prints control characters of values visibly and never as they are", () => {
    const evil = "\u001b[2Jx\u0007\nPlan: 0 to create\r";
    const changes = [
      change(`file:${evil}`, {
        role: evil,
        differences: [
          { field: evil, from: evil, to: evil },
          { field: "content", diff: `@@\n+${evil}` },
        ],
      }),
    ];

    const text = renderPlan(
      { machines: [machine({ machine: evil, changes, unmanaged: [{ role: evil, resource: evil }] })] },
      { color: false },
    );

    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f]/);
    expect(text).toContain("file:\\e[2Jx\\x07\\nPlan: 0 to create\\r");
  });
});

describe("planSummary", () => {
  it("counts actions and finds what destroys", () => {
    const { counts, hasChanges, destroys } = planSummary(full);

    expect(counts).toEqual({ create: 3, update: 1, delete: 1, restart: 1, "may-run": 1 });
    expect(hasChanges).toBe(true);
    expect(destroys.map(({ resource }) => resource)).toEqual(["file:/etc/old"]);
  });

  it("counts what is deferred as a change, and what is left as none", () => {
    const deferred = [{ role: "a", reason: "b" }];

    expect(planSummary({ machines: [machine({ deferred })] }).hasChanges).toBe(true);
    expect(planSummary({ machines: [machine({ unmanaged: [{ role: "a", resource: "b" }] })] }).hasChanges).toBe(false);
  });
});

describe("changesBeyond", () => {
  it("finds what the approved plan listed neither as change nor as deferred", () => {
    const approved = machine({
      changes: [change("file:/a"), change("service:s", { action: "start" })],
      deferred: [{ role: "late", reason: "" }],
    });
    const current = machine({
      changes: [
        change("file:/a", { action: "update" }),
        change("service:s", { action: "stop", destroys: true }),
        change("file:/b"),
        change("file:/c", { role: "late" }),
      ],
    });

    expect(changesBeyond(approved, current).map(({ resource }) => resource)).toEqual(["service:s", "file:/b"]);
  });
});
