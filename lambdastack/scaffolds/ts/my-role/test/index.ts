import { defineTask } from "@lambdastack/core/role";
import type { MyRoleConfig } from "../config.ts";

/** What must hold on a running machine. Each check is repeated until it holds or its time is over. */
export default defineTask<MyRoleConfig>(({ resource }) => [
  resource.check({ name: "my-role runs", run: "systemctl is-active my-role", contains: "active" }),
]);
