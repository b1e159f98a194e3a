import { defineTask } from "@lambdastack/core/role";
import { mastersOf } from "../../kubernetes-common/endpoint.ts";
import type { MasterConfig } from "../config.ts";
import { lastMaster, quorumLost } from "../errors.ts";

/** Objects only: kubernetes-common asks the masters that stay, and takes the machine out. */
export default defineTask<MasterConfig>(({ cluster, leaving = [] }) => {
  const masters = mastersOf(cluster);
  const staying = masters.filter(({ name }) => !leaving.some((one) => one.name === name));
  if (staying.length === 0) throw lastMaster();
  if (masters.length > 2 && staying.length * 2 <= masters.length)
    throw quorumLost(masters.length - staying.length, masters.length);
  return [];
});
