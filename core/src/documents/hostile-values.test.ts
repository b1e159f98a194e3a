import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { StackError } from "../errors/stack-error.ts";
import { problemsOf, resolveText } from "./fixtures.ts";
import { findDocument, manifestToYaml, parseManifest } from "./manifest.ts";

const hostile = [
  "$(touch /x)",
  "`id`",
  "a\nb",
  "{{x}}",
  "-rf",
  "--help",
  "../..",
  "..",
  "a;b",
  "a'b",
  'a"b',
  "a b",
  "",
  "a\u0000b",
  "\u001b[31m",
  "é",
  "a\n",
];

interface Values {
  document?: string;
  hostname?: string;
  ip?: string;
  sshAddress?: string;
  admin?: string;
  cluster?: string;
  prefix?: string;
  component?: string;
  configuration?: string;
  memberOf?: string;
  listUser?: string;
}

function documents(values: Values): string {
  const component = { machines: [values.memberOf ?? "one"], configuration: values.configuration ?? "default" };
  const cluster = {
    kind: "lambdastack-cluster",
    provider: "any",
    name: "default",
    specification: {
      name: values.cluster ?? "demo",
      prefix: values.prefix ?? "pre",
      admin_user: { name: values.admin ?? "admin" },
      components: { [values.component ?? "postgresql"]: component },
    },
  };
  const machine = {
    kind: "infrastructure/machine",
    provider: "any",
    name: values.document ?? "one",
    specification: {
      hostname: values.hostname ?? "one",
      ip: values.ip ?? "10.0.0.1",
      ssh: { address: values.sshAddress ?? "10.0.0.1" },
    },
  };
  const role = { kind: "configuration/postgresql", specification: { users: [{ name: values.listUser ?? "me" }] } };
  return [cluster, machine, role].map((document) => stringify(document)).join("---\n");
}

const fields: (keyof Values)[] = [
  ...(["document", "hostname", "ip", "sshAddress", "admin", "cluster", "prefix"] as const),
  ...(["component", "configuration", "memberOf", "listUser"] as const),
];

describe("hostile values", { timeout: 60_000 }, () => {
  it("has documents that resolve when nothing is hostile", () => {
    expect(problemsOf(documents({}))).toEqual([]);
  });

  it.each(fields)("are refused as %s", (field) => {
    for (const value of hostile) {
      expect(problemsOf(documents({ [field]: value })).length, JSON.stringify(value)).toBeGreaterThan(0);
    }
  });

  it("leave nothing but letters, digits, dots, hyphens, colons and underscores in identifiers, whatever is tried", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...fields),
        fc.string({ unit: "binary", minLength: 1, maxLength: 12 }),
        (field, value) => {
          const problems = problemsOf(documents({ [field]: value }));
          if (problems.length === 0) expect(value).toMatch(/^[A-Za-z0-9_][A-Za-z0-9_.:-]*$/);
        },
      ),
      { numRuns: 40 },
    );
  });

  it("stay literal in free text on the way to the manifest and back", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 20 }), (mode) => {
        const text = `${documents({}).replace(/---\nkind: configuration\/postgresql[\s\S]*$/, "")}---\n${stringify({ kind: "configuration/postgresql", specification: { mode } })}`;

        const { manifest } = resolveText(text);

        expect(findDocument(manifest, "configuration/postgresql")?.specification.mode).toBe(mode);
        expect(parseManifest(manifestToYaml(manifest))).toEqual(manifest);
      }),
      { numRuns: 40 },
    );
  });

  it("give findings, never a bug, wherever they stand as a key", () => {
    const keys = fc.oneof(
      fc.constantFrom("__proto__", "constructor", "toString", "hasOwnProperty", "length", "<<"),
      fc.string({ maxLength: 8 }),
    );
    fc.assert(
      fc.property(keys, fc.anything({ maxDepth: 2 }), (key, value) => {
        const text = stringify({
          kind: "configuration/postgresql",
          specification: Object.fromEntries([[key, JSON.parse(JSON.stringify(value) ?? "null")]]),
        });
        try {
          resolveText(`${documents({}).split("---\nkind: configuration")[0]}---\n${text}`);
        } catch (error) {
          expect(error).toBeInstanceOf(StackError);
        }
      }),
      { numRuns: 40 },
    );
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});
