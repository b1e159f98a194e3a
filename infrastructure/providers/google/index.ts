import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type TerraformCloud, terraformProvider } from "@lambdastack/infrastructure";
import { credentials } from "./cloud/credentials.ts";
import { findMachines, findOthers } from "./cloud/find.ts";
import { findStrayRules } from "./cloud/find-stray-rules.ts";
import { draw } from "./draw/draw.ts";

/** Machines on Google Cloud. */
export const google: TerraformCloud = {
  name: "google",
  templates: join(dirname(fileURLToPath(import.meta.url)), "templates"),
  machineResource: "google_compute_instance.machine",
  draw,
  environment: credentials,
  find: findMachines,
  findOthers,
  findStrayRules,
  privateAddress: ({ network_interface: interfaces }) => {
    const [first] = Array.isArray(interfaces) ? (interfaces as { network_ip?: unknown }[]) : [];
    return typeof first?.network_ip === "string" ? first.network_ip : undefined;
  },
  words: {
    google_compute_network: "network",
    google_compute_subnetwork: "subnet",
    google_compute_firewall: "firewall rule",
    google_compute_router: "router",
    google_compute_router_nat: "address translation",
    google_compute_address: "public address",
    google_compute_disk: "disk",
    google_compute_attached_disk: "disk attachment",
    google_filestore_instance: "shared file system",
  },
};

export default terraformProvider(google);
