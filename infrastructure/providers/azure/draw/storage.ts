import { type Drawing, nameBase } from "@lambdastack/infrastructure";
import { defaultOf } from "./default-of.ts";

interface StorageShare {
  enabled: boolean;
  name?: string;
  storage_account_name?: string;
  quota: number;
}

/** The variable `shared_storage`; undefined where none is wanted. Names of accounts are one for all of Azure. */
export function storageVariables({ manifest, id }: Drawing) {
  const share = defaultOf<StorageShare>(manifest, "storage-share");
  if (!share.enabled) return undefined;
  const { name = nameBase(manifest), storage_account_name = `ls${id}`, quota } = share;
  return { account: storage_account_name, share: name, quota };
}
