import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { createAjv } from "../../../core/src/documents/validate-specification.ts";
import { undescribedFields } from "../../../scripts/docs/document-pages.ts";
import { generateDocs } from "../../../scripts/docs/index.ts";
import { chapters } from "../../../scripts/docs/index-page.ts";
import { readProduct } from "../../../scripts/docs/product.ts";
import { staleness, writeDocs } from "../../../scripts/docs/write.ts";
import { root } from "./markdown-files.ts";

let wanted: Map<string, string>;
beforeAll(async () => {
  wanted = await generateDocs();
});

describe("the generated pages of docs/", () => {
  it("are what the commands, schemas and manifests say", () => {
    const stale = staleness(root, wanted);

    expect(stale, "docs/ is out of date. Run `npm run docs` and commit what it writes").toEqual({
      write: [],
      remove: [],
    });
  });

  it("describe every field of every document", async () => {
    expect(undescribedFields(await readProduct())).toEqual([]);
  });

  it("publish a schema by which an editor accepts every example, and marks a misspelled key", () => {
    const schema = JSON.parse(readFileSync(join(root, "docs/schemas/lambdastack.schema.json"), "utf8"));
    const accepts = createAjv().compile({ ...schema, $schema: undefined });

    const documents = readdirSync(join(root, "examples"))
      .filter((name) => name.endsWith(".yaml"))
      .flatMap((name) =>
        parseAllDocuments(readFileSync(join(root, "examples", name), "utf8")).map((one) => one.toJS()),
      );

    expect(documents.filter((document) => !accepts(document))).toEqual([]);
    expect(accepts({ kind: "configuration/haproxy", specification: { logs_max_day: 3 } })).toBe(false);
    expect(accepts({ ...documents[0], provider: "local", specification: { components: { web: { cuont: 2 } } } })).toBe(
      false,
    );
  });

  it("list every page written by hand", () => {
    const byHand = readdirSync(join(root, "docs")).filter((name) => name.endsWith(".md") && name !== "README.md");

    expect(
      Object.values(chapters)
        .flat()
        .map(([file]) => file)
        .sort(),
    ).toEqual(byHand.sort());
  });
});

describe("writing them", () => {
  const folder = mkdtempSync(join(tmpdir(), "docs-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  it("writes what differs, removes what nothing makes any more, and is then done", () => {
    mkdirSync(join(folder, "docs/commands"), { recursive: true });
    writeFileSync(join(folder, "docs/commands/old.md"), "old");
    writeFileSync(join(folder, "docs/by-hand.md"), "kept");

    const first = writeDocs(folder, new Map([["docs/commands/new.md", "new"]]));

    expect(first).toEqual({ write: ["docs/commands/new.md"], remove: ["docs/commands/old.md"] });
    expect(readFileSync(join(folder, "docs/by-hand.md"), "utf8")).toBe("kept");
    expect(writeDocs(folder, new Map([["docs/commands/new.md", "new"]]))).toEqual({ write: [], remove: [] });
  });
});
