import { unknown } from "../protocol/values.mjs";
import { freeAddress, freePublicAddress } from "./addresses.mjs";

const isKnown = (value) => value !== unknown && value !== null && value !== undefined;

const inGroup =
  (collection) =>
  (values, { subscription }) =>
    `/subscriptions/${subscription}/resourceGroups/${values.resource_group_name}/providers/${collection}/${values.name}`;
const below = (collection, parentAttribute, children) => (values, configuration) =>
  `${inGroup(collection)({ ...values, name: values[parentAttribute] }, configuration)}/${children}/${values.name}`;

/** How each type is named, what cannot be changed in place, and what the cloud decides. */
const types = {
  azurerm_resource_group: {
    id: ({ name }, { subscription }) => `/subscriptions/${subscription}/resourceGroups/${name}`,
  },
  azurerm_virtual_network: { id: inGroup("Microsoft.Network/virtualNetworks") },
  azurerm_subnet: {
    id: below("Microsoft.Network/virtualNetworks", "virtual_network_name", "subnets"),
    forcesNew: ["virtual_network_name"],
  },
  azurerm_network_security_group: { id: inGroup("Microsoft.Network/networkSecurityGroups") },
  azurerm_network_security_rule: {
    id: below("Microsoft.Network/networkSecurityGroups", "network_security_group_name", "securityRules"),
    forcesNew: ["network_security_group_name"],
  },
  azurerm_application_security_group: { id: inGroup("Microsoft.Network/applicationSecurityGroups") },
  azurerm_public_ip: {
    id: inGroup("Microsoft.Network/publicIPAddresses"),
    forcesNew: ["sku", "zones"],
    known: (_values, { taken }) => ({ ip_address: freePublicAddress(taken), fqdn: "" }),
  },
  azurerm_network_interface: {
    id: inGroup("Microsoft.Network/networkInterfaces"),
    known: interfaceAddresses,
  },
  azurerm_network_interface_security_group_association: {
    id: (values) => `${values.network_interface_id}|${values.network_security_group_id}`,
    forcesNew: ["network_interface_id", "network_security_group_id"],
  },
  azurerm_network_interface_application_security_group_association: {
    id: (values) => `${values.network_interface_id}|${values.application_security_group_id}`,
    forcesNew: ["network_interface_id", "application_security_group_id"],
  },
  azurerm_availability_set: {
    id: inGroup("Microsoft.Compute/availabilitySets"),
    forcesNew: ["managed", "platform_fault_domain_count", "platform_update_domain_count"],
  },
  azurerm_linux_virtual_machine: {
    id: inGroup("Microsoft.Compute/virtualMachines"),
    forcesNew: [
      ..."admin_username admin_ssh_key availability_set_id computer_name custom_data".split(" "),
      ..."disable_password_authentication source_image_id source_image_reference zone".split(" "),
    ],
    known: machineAddresses,
  },
  azurerm_managed_disk: {
    id: inGroup("Microsoft.Compute/disks"),
    forcesNew: ["create_option", "storage_account_type", "zone"],
  },
  azurerm_virtual_machine_data_disk_attachment: {
    id: (values) => `${values.virtual_machine_id}/dataDisks/${values.managed_disk_id.split("/").at(-1)}`,
    forcesNew: ["lun", "managed_disk_id", "virtual_machine_id"],
  },
  azurerm_storage_account: {
    id: inGroup("Microsoft.Storage/storageAccounts"),
    forcesNew: ["account_kind", "account_tier"],
    known: ({ name }) => ({ primary_file_host: `${name}.file.core.windows.net` }),
  },
  azurerm_storage_share: {
    id: ({ storage_account_id, name }) => `${storage_account_id}/fileServices/default/shares/${name}`,
    forcesNew: ["storage_account_id", "enabled_protocol"],
    known: ({ storage_account_id, name }) => ({
      url: `https://${storage_account_id.split("/").at(-1)}.file.core.windows.net/${name}`,
    }),
  },
};

function interfaceAddresses({ ip_configuration }, { resources, taken }) {
  const given = new Set(taken);
  const configurations = ip_configuration.map((one) => {
    if (isKnown(one.private_ip_address)) return one;
    const [network] = resources[one.subnet_id]?.values.address_prefixes ?? [];
    if (network === undefined) return one;
    const private_ip_address = freeAddress(network, given);
    given.add(private_ip_address);
    return { ...one, private_ip_address };
  });
  const addresses = configurations.map(({ private_ip_address }) => private_ip_address);
  return { ip_configuration: configurations, private_ip_address: addresses[0], private_ip_addresses: addresses };
}

function machineAddresses({ network_interface_ids }, { resources }) {
  const interfaces = network_interface_ids.map((id) => resources[id]?.values).filter((one) => one !== undefined);
  const configurations = interfaces.flatMap(({ ip_configuration }) => ip_configuration);
  const addresses = configurations.map(({ private_ip_address }) => private_ip_address);
  const publicAddresses = configurations
    .map(({ public_ip_address_id }) => resources[public_ip_address_id]?.values.ip_address)
    .filter((address) => address !== undefined);
  return {
    private_ip_address: addresses[0],
    private_ip_addresses: addresses,
    public_ip_address: publicAddresses[0] ?? "",
    public_ip_addresses: publicAddresses,
  };
}

const always = ["name", "location", "resource_group_name"];

export const kinds = {
  /** `problem` where the provider would refuse to work. */
  configuration(_configuration, environment) {
    const subscription = environment.ARM_SUBSCRIPTION_ID;
    if (!subscription)
      return { problem: "`subscription_id` is a required provider property when performing a plan/apply operation" };
    return { subscription };
  },
  kind(type) {
    const { id, forcesNew = [], known = () => ({}) } = types[type];
    return {
      forcesNew: [...always, ...forcesNew],
      known: ({ planned, resources, configuration }) => ({
        id: id(planned, configuration),
        ...known(planned, { resources, taken: addressesIn(resources) }),
      }),
    };
  },
  isReference: (text) => /^\/subscriptions\/[^/]+\/resourceGroups\/[^|]+$/.test(text),
  namesOf: () => [],
};

function addressesIn(resources) {
  const values = Object.values(resources).map((one) => one.values);
  return new Set(
    values.flatMap(({ ip_address, ip_configuration = [] }) => [
      ip_address,
      ...(ip_configuration ?? []).map(({ private_ip_address }) => private_ip_address),
    ]),
  );
}
