import { describeCycle } from "./cycle.ts";

describeCycle({
  provider: "azure",
  double: "azurerm",
  machineType: "azurerm_linux_virtual_machine",
  perMachine: [
    "azurerm_linux_virtual_machine",
    "azurerm_network_interface",
    "azurerm_network_interface_application_security_group_association",
    "azurerm_network_interface_security_group_association",
  ],
  ruleType: "azurerm_network_security_rule",
  otherRegion: "West Europe",
});
