import { describe, expect, it } from "vitest";
import { readAnsibleEvent, type TaskEnd } from "./ansible-event.ts";
import { estimateOf } from "./estimate.ts";
import { playbookOf } from "./playbook-of.ts";
import { checkPublications } from "./publications.ts";
import { requireVersion } from "./require-ansible.ts";

const end = (more: Partial<TaskEnd>): TaskEnd => ({
  event: "ok",
  machine: "web-1",
  task: "Write the page",
  action: "template",
  changed: false,
  unknown: false,
  diff: "",
  message: "",
  ...more,
});

describe("an estimate", () => {
  it("lists what would change, of its own machine alone", () => {
    const { changes } = estimateOf("pages", "web-1", [
      end({ changed: true, diff: "+x" }),
      end({ machine: "web-2", changed: true }),
    ]);

    expect(changes).toEqual([
      {
        machine: "web-1",
        role: "pages",
        resource: "ansible:Write the page",
        action: "update",
        estimate: true,
        differences: [{ field: "template", diff: "+x" }],
      },
    ]);
  });

  it("leaves out of a difference which passing file Ansible copies from", () => {
    const diff = (file: string) =>
      `--- before: /etc/page\n+++ after: /root/.ansible/tmp/${file}\n@@ -1 +1 @@\n+++ kept`;
    const differences = (file: string) =>
      estimateOf("pages", "web-1", [end({ changed: true, diff: diff(file) })]).changes[0]?.differences;

    expect(differences("a")).toEqual(differences("b"));
    expect(differences("a")?.[0]?.diff).toBe("--- before: /etc/page\n+++ after\n@@ -1 +1 @@\n+++ kept");
  });

  it("never takes what check mode skipped for unchanged", () => {
    const { changes } = estimateOf("pages", "web-1", [end({ event: "skipped", unknown: true })]);

    expect(changes.map(({ action }) => action)).toEqual(["may-run"]);
  });

  it("says where check mode ended, unless the playbook ignores it", () => {
    const failed = end({ event: "failed", message: "no such user\nmore" });

    expect(estimateOf("pages", "web-1", [failed]).deferred).toBe(
      'check mode ended at task "Write the page": no such user',
    );
    expect(estimateOf("pages", "web-1", [failed]).changes).toEqual([]);
    const ignored = estimateOf("pages", "web-1", [{ ...failed, ignored: true }]);
    expect(ignored.deferred).toBeUndefined();
    expect(ignored.changes).toMatchObject([
      { action: "may-run", differences: [{ to: "unknown, since it failed in check mode" }] },
    ]);
  });

  it("takes the last word of set_stats", () => {
    const said = (url: string) => ({ event: "published", machine: "web-1", values: { url } }) as const;

    expect(estimateOf("pages", "web-1", [said("a"), said("b")]).published).toEqual({ url: "b" });
  });
});

describe("Ansible's output", () => {
  it("is an event only where the callback wrote it", () => {
    expect(readAnsibleEvent('{"event": "task", "task": "x", "action": "y"}')).toMatchObject({ event: "task" });
    expect(readAnsibleEvent("[WARNING]: something")).toBeUndefined();
  });
});

describe("a task list", () => {
  it("becomes a play over the machines of its role, and a playbook stays as it is", () => {
    expect(playbookOf("/p/pages/apply/tasks/main.yml", "pages")).toMatchObject([
      { hosts: "pages", roles: [{ role: "/p/pages/apply" }] },
    ]);
    expect(playbookOf("/p/pages/apply/playbook.yml", "pages")).toBeUndefined();
  });
});

describe("what set_stats says", () => {
  const role = { name: "pages", manifest: { publishes: { url: { type: "string" } } } } as never;

  it("must be declared and fit its schema", async () => {
    await expect(checkPublications(role, "web-1", { url: "x" })).resolves.toBeUndefined();
    await expect(checkPublications(role, "web-1", { port: 1 })).rejects.toMatchObject({ code: "wrong-publication" });
    await expect(checkPublications(role, "web-1", { url: 1 })).rejects.toMatchObject({ code: "wrong-publication" });
  });
});

describe("the version of ansible-core", () => {
  it("is 2.14 at the least", () => {
    expect(() => requireVersion("ansible-playbook [core 2.14.18]")).not.toThrow();
    expect(() => requireVersion("ansible-playbook 2.9.6")).toThrow("2.9");
    expect(() => requireVersion("nonsense")).toThrow("unknown");
  });
});
