import { describe, expect, it } from "vitest";
import { editorSchema } from "./editor-schema.ts";
import { kinds, localCluster, providers, resolveText, roles } from "./fixtures.ts";
import { findDocument } from "./manifest.ts";
import { renderTemplate } from "./render-template.ts";
import { createAjv } from "./validate-specification.ts";

const render = (provider: string, all: boolean) =>
  renderTemplate({ provider, name: "demo", all, kinds, roles, providers });

describe("renderTemplate", () => {
  it.each([
    ["any", false],
    ["any", true],
    ["local", false],
    ["local", true],
  ] as const)("writes documents for %s (all: %s) that load unchanged and lack nothing", (provider, all) => {
    const { manifest, warnings, unmet } = resolveText(render(provider, all));

    expect([warnings, unmet]).toEqual([[], []]);
    expect(manifest.cluster).toMatchObject({ provider, specification: { name: "demo" } });
    expect(Object.keys(manifest.cluster.specification.components as object)).toEqual(
      expect.arrayContaining(["load_balancer", "monitoring", "postgresql", "web"]),
    );
  });

  it("explains values with the schema's descriptions", () => {
    const text = render("local", false);

    expect(text).toContain("# Name of the cluster, 3 to 20 lower-case letters");
    expect(text).toMatch(/# Whom the machines may reach.* One of: isolated, jump-host, full\.\n +network: full/);
  });

  it("writes each role's configuration only when all is asked for", () => {
    expect(render("local", false)).not.toContain("configuration/postgresql");
    expect(render("local", true)).toMatch(/kind: configuration\/postgresql\n[\s\S]*# Megabytes\.\n +memory: 1024/);
  });

  it("gives machines only where they are documents", () => {
    expect(findDocument(resolveText(render("any", false)).manifest, "infrastructure/machine", "web-1")).toBeDefined();
    expect(render("local", true)).not.toContain("infrastructure/machine");
  });

  it("refuses a provider that is not installed", () => {
    expect(() => render("lokal", false)).toThrow(
      expect.objectContaining({ code: "unknown-provider", hint: 'Did you mean "local"?' }),
    );
  });
});

describe("editorSchema", () => {
  const schema = editorSchema(kinds, ["any", "local"]);
  const accepts = (document: object) => createAjv().compile({ ...schema, $schema: undefined })(document);

  it("accepts documents of several kinds and refuses unknown keys in each", () => {
    const cluster = {
      kind: "lambdastack-cluster",
      provider: "local",
      specification: { name: "demo", components: { web: { count: 1 } } },
    };

    expect(accepts(cluster)).toBe(true);
    expect(accepts({ ...cluster, specification: { ...cluster.specification, local: { network: "full" } } })).toBe(true);
    expect(accepts({ ...cluster, provider: "any", specification: { ...cluster.specification, local: {} } })).toBe(
      false,
    );
    expect(
      accepts({ ...cluster, specification: { ...cluster.specification, components: { web: { cuont: 1 } } } }),
    ).toBe(false);
    expect(accepts({ kind: "configuration/postgresql", specification: { password: { secret: "x" } } })).toBe(true);
    expect(accepts({ kind: "configuration/postgresql", specification: { pasword: "x" } })).toBe(false);
  });

  it("wants of a document only what defaults do not say, and nothing whole of a list that is merged", () => {
    const document = (specification: object) => ({ kind: "configuration/shared-config", specification });
    const machine = (specification: object) => ({ kind: "infrastructure/machine", provider: "any", specification });

    expect(accepts(document({}))).toBe(true);
    expect(accepts(machine({ hostname: "a", ip: "10.0.0.1" }))).toBe(true);
    expect(accepts(machine({ hostname: "a" }))).toBe(false);
    const users = (...items: object[]) =>
      accepts({ kind: "configuration/postgresql", specification: { users: items } });
    expect(users({ password: { secret: "x" } })).toBe(false);
    expect(users({ _merge: true }, { password: { secret: "x" } })).toBe(true);
  });

  it("is plain JSON", () => {
    expect(JSON.parse(JSON.stringify(schema))).toEqual(schema);
    expect(resolveText(localCluster()).unmet).toEqual([]);
  });
});
