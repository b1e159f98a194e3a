import { isAbsolute, join } from "node:path";
import type { Access, ProviderContext } from "@lambdastack/core";

interface AdminUser {
  name?: string;
  key_path?: string;
}

/** Logs in as the cluster document's admin user with the cluster's own key. */
export function accessOf({ manifest, folder }: ProviderContext): Access {
  const { name = "root", key_path = "id_ed25519" } = (manifest.cluster.specification.admin_user ?? {}) as AdminUser;
  return { user: name, keyPath: isAbsolute(key_path) ? key_path : join(folder.keys, key_path) };
}
