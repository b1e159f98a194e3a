import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { runShell } from "../shell/run-shell.fixture.ts";
import { check } from "./check.ts";
import { http } from "./http.ts";
import { checkTypes } from "./index.ts";
import { port } from "./port.ts";
import { sql } from "./sql.ts";

const OTHERS = ["check-type", "connect", "index", "until-passed"];

test("every check of the folder is in the list", () => {
  const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"));
  const names = files.map((name) => name.replace(/\.ts$/, "")).filter((name) => !OTHERS.includes(name));

  expect(checkTypes.map(({ name }) => name).sort()).toEqual(names.sort());
});

test("a command check gives its environment literally and looks for text", () => {
  const environment = { GREETING: 'it\'s $(id) `id`\n"x"' };
  const props = {
    name: "greets",
    run: 'printf %s "$GREETING"',
    environment,
    contains: environment.GREETING,
    within: 1,
  };

  expect(runShell(check.script(props))).toEqual({ status: 0, stdout: "", stderr: "" });
});

test("a command check that fails says how it ended and what it said", () => {
  const { status, stderr } = runShell(check.script({ name: "bad", run: "echo the reason >&2; exit 3", within: 1 }));

  expect(status).toBe(1);
  expect(stderr).toMatch(/bad ended with status 3:\s+the reason/);
});

test("a port that nobody listens on is named", () => {
  expect(runShell(port.script({ port: 1, within: 1 }))).toMatchObject({
    status: 1,
    stderr: "nothing listens on port 1\n",
  });
});

test("no secret stands among the words of a program", () => {
  const query = sql.script({
    name: "q",
    engine: "postgresql",
    database: "d",
    user: "u",
    password: "s3cret",
    query: "select 1",
  });
  const page = http.script({ name: "p", url: "http://x/", headers: { Authorization: "Bearer s3cret" } });

  for (const script of [query, page]) {
    const using = script.split("\n").filter((text) => /\b(psql|curl|perl) /.test(text));
    expect(using.length).toBeGreaterThan(0);
    expect(using.join("\n")).not.toContain("s3cret");
  }
});

test.each(checkTypes)("the time limit of $name is beyond its tries", ({ timeLimit }) => {
  expect(timeLimit({ within: 30 } as never)).toBeGreaterThan(30);
});

test.each([
  ["http", http.script({ name: "web", url: "http://10.0.0.1:8080/a?b=c", contains: "it's", within: 5 })],
  ["port", port.script({ port: 5432, address: "10.0.0.1" })],
  ["sql", sql.script({ name: "q", engine: "postgresql", database: "d", user: "u", query: "select 'x'", expect: "x" })],
  ["check", check.script({ name: "c", run: "true" })],
])("the script of %s is this", async (name, script) => {
  await expect(script).toMatchFileSnapshot(`__golden__/${name}.sh`);
});
