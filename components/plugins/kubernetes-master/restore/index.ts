import { defineTask } from "@lambdastack/core/role";
import { restartKubelet } from "../../kubernetes-common/upgrade-kubelet.ts";
import type { MasterConfig } from "../config.ts";
import { AUTHORITY, contentEnvironment, SNAPSHOT } from "../content/environment.ts";
import {
  answersAnew,
  beginAnew,
  encryptAnew,
  readAuthority,
  readSnapshot,
  stopPlane,
  takeOver,
  useOwnKey,
} from "../content/put-back.ts";
import { newestWrite } from "../content/take.ts";

/**
 * All masters become a new ensemble of etcd, and none begins while a member of the old one runs. Machines keep their
 * certificates, of the authority that made them; service accounts get theirs of the backup.
 */
export default defineTask<MasterConfig>((context) => {
  const { resource } = context;
  const environment = contentEnvironment(context);
  const step = (name: string, run: string, timeLimit: number) => resource.step({ name, environment, run, timeLimit });
  return [
    resource.load({ name: AUTHORITY, shared: true, environment, run: readAuthority }),
    resource.load({ name: SNAPSHOT, shared: true, environment, newest: newestWrite, run: readSnapshot }),
    step("kubernetes control plane stops", stopPlane, 600),
    step("kubernetes begins anew with what was restored", beginAnew, 300),
    step("kubernetes API answers", answersAnew, 1200),
    resource.step({
      name: "kubelet tells the restored masters of this one",
      environment: { NODE: context.machine.name },
      run: restartKubelet,
      timeLimit: 700,
    }),
    step("kubernetes takes its own tokens again", takeOver, 600),
    step("kubernetes API reads its own key again", useOwnKey, 1200),
    step("kubernetes secrets are encrypted by the key of this cluster", encryptAnew, 600),
  ];
});
