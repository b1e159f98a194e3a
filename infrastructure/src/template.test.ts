import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { allKinds, openHost, resolveDocuments, settings } from "@lambdastack/core";
import { afterAll, describe, expect, it } from "vitest";
import { Infrastructure } from "./infrastructure.ts";

const folder = mkdtempSync(join(tmpdir(), "template-"));
afterAll(() => rmSync(folder, { recursive: true }));

const surroundings = settings({ cwd: folder, home: folder, environment: {} });
const host = await openHost(surroundings);

const fileOf = (provider: string, all: boolean): string => join(folder, `${provider}-${all}.yaml`);
for (const provider of host.providers.keys())
  for (const all of [false, true])
    await new Infrastructure(surroundings).template({
      file: fileOf(provider, all),
      provider,
      name: "demo",
      all,
      scope: "everything",
    });

const resolved = (file: string) =>
  resolveDocuments({
    files: [file],
    kinds: allKinds(host),
    roles: [...host.roles.values()].map(({ manifest }) => manifest),
    providers: [...host.providers.values()].map(({ manifest }) => manifest),
  });

/** Documents by kind and name; who wrote a document down, the user or its defaults, makes no difference. */
const meaning = (file: string, kind: RegExp) =>
  Object.fromEntries(
    resolved(file)
      .manifest.documents.filter((document) => kind.test(document.kind))
      .map((document) => [`${document.kind} ${document.name}`, document.specification]),
  );

describe.each([...host.providers.keys()])("the template of provider %s", (provider) => {
  it.each([false, true])("loads unchanged, without a warning (all: %s)", (all) => {
    const { warnings, unmet } = resolved(fileOf(provider, all));

    expect([warnings, unmet]).toEqual([[], []]);
  });

  it("means with everything written out what it means without", () => {
    const kinds = /^infrastructure|^lambdastack-cluster/;

    expect(meaning(fileOf(provider, true), kinds)).toMatchObject(meaning(fileOf(provider, false), kinds));
  });
});

describe.each(["aws", "azure", "google"])("the template of the cloud %s", (provider) => {
  it("holds the line to fill in from where SSH is open", () => {
    const text = readFileSync(fileOf(provider, false), "utf8");

    expect(text).toMatch(/# Networks that may log in from outside.*\n +ssh_sources: \[\]/);
  });

  it("with everything has the documents that mean something, rules explained, and no others", () => {
    const text = readFileSync(fileOf(provider, true), "utf8");

    expect(text).toContain("kind: infrastructure/virtual-machine");
    expect(text).toMatch(/rules:\n +- # Name of the rule.*\n +name: /);
    expect(text).not.toContain("no meaning");
  });
});
