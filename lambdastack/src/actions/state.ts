import { lockBuildFolder, openState } from "@lambdastack/core";
import { type Action, exitCodes } from "@lambdastack/core/cli";
import { stringify } from "yaml";
import { noSuchSection, notASerial } from "../errors.ts";
import { openCluster, requireState } from "../open-cluster.ts";

export const stateShow: Action = async (invocation) => {
  const { state } = await requireState(await openCluster(invocation));
  const [module] = invocation.arguments;
  if (module !== undefined && !Object.hasOwn(state, module)) throw noSuchSection(module, Object.keys(state));
  const data = module === undefined ? state : state[module];
  if (!invocation.terminal.json) invocation.terminal.print(stringify(data).trimEnd());
  return { exitCode: exitCodes.done, data };
};

export const stateHistory: Action = async (invocation) => {
  const versions = await openState(await openCluster(invocation)).history();
  for (const { serial, replaced, current } of versions)
    invocation.terminal.print(`${serial}  ${current ? "current" : `replaced ${replaced}`}`);
  return { exitCode: exitCodes.done, data: { versions } };
};

export const stateRestore: Action = async (invocation) => {
  const [serial = ""] = invocation.arguments;
  if (!/^\d+$/.test(serial)) throw notASerial(serial);
  const folder = await openCluster(invocation);
  const lock = await lockBuildFolder(folder, { command: "lambdastack state restore" });
  try {
    const state = await openState(folder).restore(Number(serial));
    invocation.terminal.print(`Version ${serial} is the present state again, as serial ${state.serial}.`);
    return { exitCode: exitCodes.done, data: { serial: state.serial } };
  } finally {
    await lock.release();
  }
};
