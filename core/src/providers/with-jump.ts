import { isAbsolute, join } from "node:path";
import type { BuildFolder } from "../build-folder/build-folder.ts";
import type { Manifest } from "../documents/document.ts";
import type { Machine } from "../machines/machine.ts";
import type { Access, Jump } from "./provider.ts";

/** `bastion` of the cluster document. */
interface Bastion {
  component?: string;
  address?: string;
  port?: number;
  user?: string;
  key_path?: string;
}

interface Surroundings {
  manifest: Manifest;
  folder: Pick<BuildFolder, "keys">;
  /** All that are known; a bastion that is a component is its machine with the lowest number. */
  machines: readonly Machine[];
}

/** How machines are reached where the cluster document names a bastion; otherwise the access as it was. */
export function withJump(access: Access, { manifest, folder, machines }: Surroundings): Access {
  const bastion = manifest.cluster.specification.bastion as Bastion | undefined;
  const place = bastion && placeOf(bastion, machines);
  if (!place) return access;
  const { user = access.user, key_path: key } = bastion;
  const keyPath = key === undefined ? access.keyPath : isAbsolute(key) ? key : join(folder.keys, key);
  return { ...access, jump: { ...place, user, keyPath } };
}

function placeOf(
  { component, address, port = 22 }: Bastion,
  machines: readonly Machine[],
): Pick<Jump, "machine" | "address" | "port"> | undefined {
  if (address !== undefined) return { address, port };
  const [first] = machines
    .filter(({ components }) => component !== undefined && components.includes(component))
    .sort((one, other) => one.index - other.index);
  return first && { machine: first.name, address: first.sshAddress, port: first.sshPort };
}
