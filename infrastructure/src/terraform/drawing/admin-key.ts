import { readFile } from "node:fs/promises";
import { basename, dirname, isAbsolute, join } from "node:path";
import { type Access, ensureKeyPair, type ProviderContext } from "@lambdastack/core";
import { adminKeyUnreadable } from "../errors.ts";

interface AdminUser {
  name?: string;
  key_path?: string;
}

/** Logs in as the cluster document's admin user, with the cluster's own key unless it names another. */
export function accessOf({ manifest, folder }: Pick<ProviderContext, "manifest" | "folder">): Access {
  const { name = "operations", key_path = "id_ed25519" } = (manifest.cluster.specification.admin_user ??
    {}) as AdminUser;
  return { user: name, keyPath: isAbsolute(key_path) ? key_path : join(folder.keys, key_path) };
}

/** The public half. A key inside the build folder is made when it is missing; one kept elsewhere must be there. */
export async function adminPublicKey(context: Pick<ProviderContext, "manifest" | "folder">): Promise<string> {
  const { keyPath } = accessOf(context);
  if (keyPath.startsWith(`${context.folder.keys}/`))
    return (await ensureKeyPair(dirname(keyPath), basename(keyPath))).publicKey;
  const text = await readFile(`${keyPath}.pub`, "utf8").catch((error: Error) => {
    throw adminKeyUnreadable(`${keyPath}.pub`, error);
  });
  return text.trim();
}
