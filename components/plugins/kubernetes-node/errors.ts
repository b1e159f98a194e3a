import { StackError } from "@lambdastack/core/role";

export function unfitVersion(version: string, ofMaster: string, master: string): StackError {
  return new StackError(
    "kubernetes-unfit-version",
    `configuration/kubernetes-node has the version ${version}, and the master ${master} has ${ofMaster}.`,
    { ending: "invalid", hint: "A node is as old as its masters or up to three minor versions older." },
  );
}
