import type { CommandSpec } from "@lambdastack/core/cli";

const name = { name: "<name>", description: "name of the secret" };

export const secret: CommandSpec = {
  name: "secret",
  summary: "read and change the cluster's secrets",
  commands: [
    {
      name: "get",
      summary: "print a secret's text",
      arguments: [name],
      examples: ["lambdastack secret get postgresql-admin-password -b build/demo"],
      action: "secret get",
    },
    {
      name: "set",
      summary: "set a secret to the text on standard input; the next apply brings it to the machines",
      arguments: [name],
      examples: ["lambdastack secret set postgresql-admin-password -b build/demo < password.txt"],
      action: "secret set",
    },
    {
      name: "rotate",
      summary: "replace a secret by a new random one; the next apply brings it to the machines",
      arguments: [name],
      examples: ["lambdastack secret rotate postgresql-admin-password -b build/demo"],
      action: "secret rotate",
    },
    {
      name: "list",
      summary: "list names and ages, never texts",
      examples: ["lambdastack secret list -b build/demo"],
      action: "secret list",
    },
  ],
};
