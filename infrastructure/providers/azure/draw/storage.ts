import { type Drawing, nameBase } from "@lambdastack/infrastructure";
import { defaultOf } from "./default-of.ts";

interface StorageShare {
  enabled?: boolean;
  name?: string;
  storage_account_name?: string;
  quota: number;
}

/** Components that the old products made the share for. */
const keepVolumes = new Set(["kubernetes_master", "kubernetes_node", "single_machine"]);

/** The variable `shared_storage`; undefined where none is wanted. Names of accounts are one for all of Azure. */
export function storageVariables({ manifest, id }: Drawing, components: readonly { name: string }[]) {
  const share = defaultOf<StorageShare>(manifest, "storage-share");
  const { enabled = components.some((component) => keepVolumes.has(component.name)) } = share;
  if (!enabled) return undefined;
  const { name = nameBase(manifest), storage_account_name = `ls${id}`, quota } = share;
  return { account: storage_account_name, share: name, quota };
}
