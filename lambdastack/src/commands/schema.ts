import type { CommandSpec } from "@lambdastack/core/cli";

export const schema: CommandSpec = {
  name: "schema",
  summary: "write the JSON Schema of all documents, external roles' too, for editors",
  options: [{ flags: "-o, --output <file>", description: "file to write; standard output when missing" }],
  examples: ["lambdastack schema -o lambdastack.schema.json", "lambdastack schema --plugins plugins"],
  action: "schema",
};
