import { defineTask } from "@lambdastack/core/role";
import type { EtcdConfig } from "../config.ts";
import { contentEnvironment, SNAPSHOT } from "../content/environment.ts";
import { answersAnew, beginAnew, newestWrite, readSnapshot } from "../content/scripts.ts";

/**
 * All machines become a new ensemble. None begins while a member of the old one runs: where the same snapshot was restored
 * before, that one belongs to an ensemble of the same token, and would bring its newer log along.
 */
export default defineTask<EtcdConfig>((context) => {
  const { resource } = context;
  const environment = contentEnvironment(context);
  return [
    resource.load({ name: SNAPSHOT, shared: true, environment, newest: newestWrite, run: readSnapshot }),
    resource.step({ name: "etcd stops", run: "systemctl stop etcd", timeLimit: 300 }),
    resource.step({ name: "etcd begins anew with what was restored", environment, run: beginAnew, timeLimit: 300 }),
    resource.step({ name: "etcd answers", environment, run: answersAnew, timeLimit: 900 }),
  ];
});
