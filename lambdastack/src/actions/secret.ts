import { text } from "node:stream/consumers";
import { lockBuildFolder, openSecrets, type SecretStore } from "@lambdastack/core";
import { type Action, exitCodes, type Invocation } from "@lambdastack/core/cli";
import { emptyInput, unknownSecret } from "../errors.ts";
import { openCluster } from "../open-cluster.ts";

export const secretGet: Action = async (invocation) => {
  const [name = ""] = invocation.arguments;
  const value = openSecrets(await openCluster(invocation)).read(name);
  if (value === undefined) throw unknownSecret(name);
  if (!invocation.terminal.json) invocation.terminal.print(value);
  return { exitCode: exitCodes.done, data: { name, value } };
};

export const secretSet: Action = async (invocation) => {
  const [name = ""] = invocation.arguments;
  const value = (await text(invocation.input)).replace(/\r?\n$/, "");
  if (value === "") throw emptyInput();
  return changed(invocation, name, (secrets) => secrets.set(name, value));
};

export const secretRotate: Action = async (invocation) => {
  const [name = ""] = invocation.arguments;
  return changed(invocation, name, (secrets) => void secrets.rotate(name));
};

export const secretList: Action = async (invocation) => {
  const secrets = openSecrets(await openCluster(invocation)).list();
  for (const { name, changed: time, generated, present } of secrets)
    invocation.terminal.print(`${name}  ${time}  ${generated ? "generated" : "given"}${present ? "" : "  LOST"}`);
  return { exitCode: exitCodes.done, data: { secrets } };
};

async function changed(invocation: Invocation, name: string, change: (secrets: SecretStore) => void) {
  const folder = await openCluster(invocation);
  const lock = await lockBuildFolder(folder, { command: `lambdastack ${invocation.command}` });
  try {
    change(openSecrets(folder));
  } finally {
    await lock.release();
  }
  invocation.terminal.print(`${name} is changed here; the next apply brings it to the machines.`);
  return { exitCode: exitCodes.done, data: { name } };
}
