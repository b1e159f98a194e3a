import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type TerraformCloud, terraformProvider } from "@lambdastack/infrastructure";
import { credentials } from "./cloud/credentials.ts";
import { findMachines, findOthers, findStrayRules } from "./cloud/find.ts";
import { draw } from "./draw/draw.ts";

/** Machines on Microsoft Azure. */
export const azure: TerraformCloud = {
  name: "azure",
  templates: join(dirname(fileURLToPath(import.meta.url)), "templates"),
  machineResource: "azurerm_linux_virtual_machine.machine",
  draw,
  environment: credentials,
  find: findMachines,
  findOthers,
  findStrayRules,
  privateAddress: ({ private_ip_address: address }) => (typeof address === "string" ? address : undefined),
  words: {
    azurerm_virtual_network: "network",
    azurerm_network_security_group: "security group",
    azurerm_network_security_rule: "security rule",
    azurerm_application_security_group: "group of machines",
    azurerm_network_interface_security_group_association: "interface's security group",
    azurerm_network_interface_application_security_group_association: "interface's group of machines",
    azurerm_public_ip: "public address",
    azurerm_managed_disk: "disk",
    azurerm_virtual_machine_data_disk_attachment: "disk attachment",
  },
};

export default terraformProvider(azure);
