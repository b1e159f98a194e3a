import { checkTypes } from "../../core/src/checks/index.ts";
import type { JsonSchema } from "../../core/src/documents/json-schema.ts";
import { resourceTypes } from "../../core/src/resources/index.ts";
import { stepTypes } from "../../core/src/steps/index.ts";
import { fieldsOf, fieldsTable } from "./fields.ts";
import { code, page } from "./markdown.ts";

interface Described {
  name: string;
  schema: object;
  removable?: boolean;
  timeLimit?: number | ((props: never) => number);
}

/** Every resource type and every check with its fields. */
export function resourceTypesPage(): string {
  return page("the types in `core/src/resources`, `core/src/checks` and `core/src/steps`", [
    "# Resource types",
    "What a task may return: `resource.<type>({ … })`. Every type takes `ensure`: `present` (the default) or `absent`. A field that takes text by reference also takes a secret, an output of another machine, or a value that is known after apply. A plugin may add types, see [hooks](hooks.md#resource-types).",
    ...resourceTypes.flatMap(typeBlocks),
    "# Checks",
    "What a `test` task may return. A check only reads, and is repeated until it holds or its time (`within`, in seconds) is over.",
    ...checkTypes.flatMap(typeBlocks),
    "# Steps",
    "What `backup` and `restore` tasks may return, see [backups](backup.md#in-a-role). A step is done at its place, unlike a resource, which is only brought about where it does not hold.",
    ...stepTypes.flatMap(typeBlocks),
  ]);
}

function typeBlocks({ name, schema, ...type }: Described): string[] {
  const fields = fieldsOf(schema as JsonSchema).filter(({ path }) => path !== "ensure");
  return [`## ${name}`, String((schema as JsonSchema).description ?? ""), fieldsTable(fields), goodToKnow(type)];
}

function goodToKnow({ removable, timeLimit }: Omit<Described, "name" | "schema">): string {
  const left = removable ? "What it made is removed when it leaves the list and is unchanged since." : "";
  const limit = typeof timeLimit === "number" ? `A change may take ${timeLimit} seconds.` : "";
  return [left, limit].filter((text) => text !== "").join(" ");
}

/** Names of all types, for those who list them. */
export const typeNames = (): string[] => [...resourceTypes, ...checkTypes, ...stepTypes].map(({ name }) => code(name));
