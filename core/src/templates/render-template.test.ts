import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { StackError } from "../errors/stack-error.ts";
import { renderTemplate, renderText } from "./render-template.ts";
import { unescapedVariables } from "./unescaped-variables.ts";

const render = (text: string, data = {}) => renderText(text, data, "a.hbs");

test("nothing is escaped but by a helper, and a value is not a template", () => {
  expect(render("{{raw a}} {{sh a}}", { a: "it's {{b}} & <x>" })).toBe(`it's {{b}} & <x> 'it'\\''s {{b}} & <x>'`);
});

test.each([
  ["{{raw missing}}", "missing"],
  ["{{missing}}", "missing"],
  ["{{#if missing}}x{{/if}}", "missing"],
  ["{{#each missing}}x{{/each}}", "missing"],
  ["{{sh a.missing}}", "missing"],
  ["{{#each list}}{{sh this.missing}}{{/each}}", "missing"],
])("%s without its variable is an error with file and line", (text, variable) => {
  const error = (() => {
    try {
      return render(`first\n  ${text}\n`, { a: {}, list: [{}] });
    } catch (problem) {
      return problem;
    }
  })() as StackError;

  expect(error).toBeInstanceOf(StackError);
  expect(error).toMatchObject({ code: "missing-template-variable", location: { file: "a.hbs", line: 2 } });
  expect(error.message).toContain(`"${variable}"`);
  expect(error.location?.sourceLine).toBe(`  ${text}`);
});

test("a template that does not parse names its line", () => {
  expect(() => render("a\n{{#if x}\n")).toThrow(/a\.hbs:2/);
});

test("prototypes are out of reach", () => {
  expect(() => render("{{raw a.constructor}}", { a: "x" })).toThrow(StackError);
  expect(() => render("{{json __proto__}}", {})).toThrow(StackError);
});

test("a file that is missing is named", () => {
  expect(() => renderTemplate("/no/such.hbs", {})).toThrow(/\/no\/such\.hbs cannot be read/);
});

test.each(["ini", "systemd", "systemdWord", "haproxy", "nginx", "pg"])("%s refuses a line break", (helper) => {
  expect(() => render(`{{${helper} a}}`, { a: "x\ny = z" })).toThrow(/contains a line break/);
});

test.each([
  ["haproxy", "a b#c\\d\"e'f", "a\\ b\\#c\\\\d\\\"e\\'f"],
  ["haproxy", "", '""'],
  ["pg", "it's \\n", "'it''s \\\\n'"],
  ["systemd", "50%", "50%%"],
  ["systemdWord", 'a "b" $HOME %h', '"a \\"b\\" $$HOME %%h"'],
  ["hcl", `\${x} %{y}`, '"$${x} %%{y}"'],
  ["xml", `<a b="c">&'`, "&lt;a b=&quot;c&quot;&gt;&amp;&apos;"],
  ["nginx", "a b;", '"a b;"'],
  ["nginx", "web-1:80", "web-1:80"],
  ["toml", ["a", 1], '["a", 1]'],
])("%s writes %j as %s", (helper, value, text) => {
  expect(render(`{{${helper} a}}`, { a: value })).toBe(text);
});

test("nginx refuses a dollar sign, which it cannot quote", () => {
  expect(() => render("{{nginx a}}", { a: "$host" })).toThrow(/dollar sign/);
});

test("every text comes back from YAML, JSON and the shell as it was", () => {
  const text = fc.string({ unit: "grapheme" }).filter((value) => !value.includes("\0"));

  fc.assert(
    fc.property(fc.array(text, { minLength: 20, maxLength: 20 }), (values) => {
      expect(values.map((a) => parse(render("a: {{yaml a}}\n", { a })).a)).toEqual(values);
      expect(values.map((a) => JSON.parse(render("{{json a}}", { a })))).toEqual(values);
      const script = render("{{#each all}}printf '%s\\036' {{sh this}}\n{{/each}}", { all: values });
      expect(execFileSync("/bin/sh", ["-s"], { input: script, encoding: "utf8" })).toBe(
        values.map((a) => `${a}\x1e`).join(""),
      );
    }),
    { numRuns: 15 },
  );
});

test("eq and join serve inside others", () => {
  expect(render('{{#if (eq a "x")}}{{ini (join list ", ")}}{{/if}}', { a: "x", list: [1, 2] })).toBe("1, 2");
});

test("the lint finds what is written without saying for which kind of file", () => {
  const text = "{{a}}\n{{{b.c}}}\n{{sh d}} {{raw e}} {{@index}}\n{{#each list}}{{this}}{{/each}}\n{{join list}}";

  expect(unescapedVariables(text)).toEqual([
    { line: 1, expression: "a" },
    { line: 2, expression: "b.c" },
    { line: 4, expression: "this" },
    { line: 5, expression: "join" },
  ]);
});
