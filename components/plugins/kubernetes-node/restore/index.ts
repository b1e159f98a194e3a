import { defineTask } from "@lambdastack/core/role";
import { restartKubelet } from "../../kubernetes-common/upgrade-kubelet.ts";
import type { NodeConfig } from "../config.ts";

/** A node holds nothing. One that the restored masters do not know says who it is when its kubelet starts. */
export default defineTask<NodeConfig>(({ machine, resource }) => [
  resource.step({
    name: "kubelet tells the restored masters of this node",
    environment: { NODE: machine.name },
    run: restartKubelet,
    timeLimit: 700,
  }),
]);
