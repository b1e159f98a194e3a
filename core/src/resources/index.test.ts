import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { resourceTypes } from "./index.ts";

/** What stands in the folder besides the types. */
const OTHERS = ["builders", "errors", "index", "resource", "resource-type", "schema", "text-difference"];

test("every type of the folder is in the list, under its file's name", () => {
  const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"));

  const names = files.map((name) => name.replace(/\.ts$/, "")).filter((name) => !OTHERS.includes(name));

  expect(resourceTypes.map(({ name }) => name).sort()).toEqual(names.sort());
});

test.each(resourceTypes.filter(({ removable }) => removable))("$name can be removed by what it records", (type) => {
  expect(type.record).toBeTypeOf("function");
});
