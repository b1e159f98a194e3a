import type { Host, Machine, ManualField, PlannedChange } from "@lambdastack/core";
import { describe, expect, it } from "vitest";
import { exampleMachine } from "../fixtures/example-machine.ts";
import type { AdoptionPlan } from "./adoption.ts";
import { editDocuments } from "./edit-documents.ts";
import { keyProposal } from "./key-proposal.ts";
import { adoptionText } from "./render-adoption.ts";
import { changesInTheWay, retreat } from "./retreat.ts";

const field = (more: Partial<ManualField> = {}): ManualField => ({
  machine: "demo-web-1",
  role: "web",
  resource: "file:/etc/web",
  property: "content",
  value: "port = 81\nname = x\n",
  ...more,
});
const at = { resource: "file:/etc/web", property: "content" };
const adopts = [
  { ...at, key: "port", pattern: "^port = (.+)$" },
  { ...at, key: "name", pattern: "^name = (.+)$" },
];
const host = { role: () => ({ manifest: { adopts, aliases: ["www"] } }) } as unknown as Host;
const proposal = (keys = [{ key: "port", value: 81 as unknown }]) => ({ field: field(), name: "default", keys });
const change = (more: Partial<PlannedChange> = {}): PlannedChange => ({
  machine: "demo-web-1",
  role: "web",
  resource: "file:/etc/web",
  action: "update",
  differences: [{ field: "content" }],
  ...more,
});
const plan = (more: Partial<AdoptionPlan>): AdoptionPlan => ({ keys: [], overrides: [], left: [], ...more });

describe("keyProposal", () => {
  const workspace = (specification: Record<string, unknown>, name = "default") => {
    const cluster = { kind: "lambdastack-cluster", specification: { components: { web: { configuration: name } } } };
    const configuration = { kind: "configuration/web", name: "default", specification };
    return {
      host,
      componentRoles: { web: ["web"] },
      manifest: { cluster, documents: [cluster, configuration] } as never,
    };
  };
  const machine: Machine = exampleMachine({ name: "demo-web-1" });

  it("names the keys that would have other values, and the document that configures the machine", () => {
    expect(keyProposal(field(), machine, workspace({ port: 80, name: "x" }, "large"))).toEqual({
      field: field(),
      name: "large",
      keys: [{ key: "port", value: 81 }],
    });
  });

  it("is nothing where no key tells the difference, nor for a key that holds a secret", () => {
    expect(keyProposal(field(), machine, workspace({ port: 81, name: "x" }))).toBeUndefined();
    expect(keyProposal(field({ value: "name = y" }), machine, workspace({ name: { secret: "n" } }))).toBeUndefined();
    expect(keyProposal(field({ property: "mode" }), machine, workspace({ port: 80, name: "x" }))).toBeUndefined();
  });
});

describe("editDocuments", () => {
  const texts = [
    { file: "a.yaml", text: "kind: configuration/www\nspecification:\n  port: 80 # of the page\n" },
    { file: "b.yaml", text: "kind: lambdastack-cluster\n" },
  ];
  const edit = (plan: Partial<AdoptionPlan>, overrides: object[] = [], from = texts) =>
    editDocuments(from, { keys: [], overrides: [], ...plan }, { host, overrides: overrides as never });

  it("writes keys where the configuration stands, under whichever name", () => {
    const { texts: edited, adopted } = edit({ keys: [proposal()] });

    expect(edited[0]?.text).toBe("kind: configuration/www\nspecification:\n  port: 81 # of the page\n");
    expect(edited[1]).toBe(texts[1]);
    expect(adopted).toEqual([
      {
        machine: "demo-web-1",
        role: "web",
        resource: "file:/etc/web",
        property: "content",
        file: "a.yaml",
        document: 'configuration/web "default"',
        keys: ["port"],
      },
    ]);
  });

  it("adds a document for a configuration that nobody wrote, once for all its keys", () => {
    const keys = [
      { key: "net.port", value: 81 },
      { key: "name", value: "y" },
    ];

    expect(edit({ keys: [{ ...proposal(keys), name: "large" }] }).texts[1]?.text).toBe(
      `${texts[1]?.text}---\nkind: configuration/web\nname: large\nspecification:\n  net:\n    port: 81\n  name: y\n`,
    );
  });

  it("refuses a key that other values refer to", () => {
    const shared = [{ file: "a.yaml", text: "kind: configuration/web\nspecification: {port: &p 80, other: *p}\n" }];

    expect(edit({ keys: [proposal()] }, [], shared)).toMatchObject({
      adopted: [],
      refused: [proposal()],
      texts: shared,
    });
  });

  it("adds overrides under names that are free, and changes the one that is there", () => {
    const first = edit({ overrides: [field({ value: "a" }), field({ property: "mode", value: "0600" })] });
    const known = { ...field(), name: "adopted-1" };

    expect(first.adopted.map(({ document }) => document)).toEqual([
      'configuration/override "adopted-1"',
      'configuration/override "adopted-2"',
    ]);
    const again = edit({ overrides: [field({ value: "b" })] }, [known], [...first.texts]);
    expect(again.texts[1]?.text).toBe(first.texts[1]?.text.replace("value: a\n", "value: b\n"));
  });

  it("is shown as the difference of each file, with what is left", () => {
    const { texts: after, adopted } = edit({ keys: [proposal()] });
    const left = [{ machine: "demo-web-1", role: "web", resource: "user:x", reason: "it is gone" }];

    const text = adoptionText({ adopted, left }, { before: texts, after });

    expect(text).toContain('demo-web-1: content of file:/etc/web into configuration/web "default": port\n');
    expect(text).toContain("-  port: 80 # of the page\n+  port: 81 # of the page\n");
    expect(text).toContain("Left as it is:\n  demo-web-1: user:x: it is gone\n");
  });
});

describe("changesInTheWay", () => {
  it("are those of what is adopted, and those that nothing planned before", () => {
    const before = [change(), change({ resource: "service:web", differences: [{ field: "watches" }] })];
    const adopting = plan({ keys: [proposal()] });
    const service = before.slice(1);
    const other = change({ machine: "demo-web-2" });

    expect(changesInTheWay(adopting, before, service)).toEqual([]);
    expect(changesInTheWay(adopting, before, [...service, change()])).toEqual([change()]);
    expect(changesInTheWay(adopting, before, [change({ differences: [{ field: "mode" }] })])).toEqual([]);
    expect(changesInTheWay(adopting, before, [other])).toEqual([other]);
  });
});

describe("retreat", () => {
  const other = { ...proposal(), field: field({ role: "db", resource: "file:/etc/db" }) };

  it("gives up the keys of the roles that change, or all where it cannot tell", () => {
    const both = plan({ keys: [proposal(), other] });

    expect(retreat(both, [change({ machine: "demo-web-2" })])).toEqual(plan({ keys: [other], overrides: [field()] }));
    expect(retreat(both, [])).toEqual(plan({ overrides: [field(), other.field] }));
  });

  it("leaves in the end what no override settles", () => {
    const kept = field({ resource: "file:/etc/kept" });

    expect(retreat(plan({ overrides: [field(), kept] }), [change()])).toEqual({
      keys: [],
      overrides: [kept],
      left: [expect.objectContaining({ resource: "file:/etc/web", reason: expect.stringContaining("even with") })],
    });
  });
});
