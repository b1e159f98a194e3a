# 000_provider.tf
terraform {
  required_version = ">= 1.6"

  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.0"
    }
  }
}

provider "azurerm" {
  features {}
}

locals {
  base = join("-", compact([var.cluster.prefix, var.cluster.name]))
  tags = merge(var.tags, {
    lambdastack  = var.cluster.id
    cluster_name = var.cluster.name
  })
}

# 001_variables.tf
variable "cluster" {
  type = object({
    name       = string
    prefix     = string
    id         = string
    public_key = string
  })
}

variable "region" {
  type = string
}

variable "resource_group" {
  type = string
}

variable "admin_user" {
  type = string
}

variable "tags" {
  type = map(string)
}

variable "network" {
  type = object({
    name           = string
    resource_group = string
    cidr           = string
    dns_servers    = list(string)
  })
}

variable "subnets" {
  type = map(object({
    cidr = string
  }))
}

variable "existing_subnets" {
  type = set(string)
}

variable "components" {
  type = set(string)
}

variable "traffic" {
  type = map(object({
    component   = string
    name        = string
    description = string
    priority    = number
    direction   = string
    access      = string
    protocol    = string
    ports       = string
    networks    = list(string)
    peers       = list(string)
  }))
}

variable "availability_sets" {
  type = map(object({
    fault_domains  = number
    update_domains = number
    managed        = bool
  }))
}

variable "machines" {
  type = map(object({
    component        = string
    size             = string
    subnet           = string
    private_ip       = optional(string)
    zone             = optional(string)
    availability_set = optional(string)
    accelerated      = bool
    tags             = map(string)
    cloud_config     = string
    public = optional(object({
      idle_timeout = number
    }))
    os_disk = object({
      caching = string
      type    = string
      size    = number
    })
    image = object({
      publisher = string
      offer     = string
      sku       = string
      version   = string
    })
  }))
}

variable "disks" {
  type = map(object({
    machine = string
    lun     = number
    type    = string
    caching = string
    size    = number
  }))
}

# 010_network.tf
resource "azurerm_resource_group" "cluster" {
  name     = var.resource_group
  location = var.region
  tags     = local.tags
}

locals {
  resource_group = azurerm_resource_group.cluster.name
}

resource "azurerm_virtual_network" "cluster" {
  name                = var.network.name
  resource_group_name = local.resource_group
  location            = var.region
  address_space       = [var.network.cidr]
  dns_servers         = var.network.dns_servers
  tags                = local.tags
}

locals {
  network = {
    name           = azurerm_virtual_network.cluster.name
    resource_group = azurerm_virtual_network.cluster.resource_group_name
  }
}

resource "azurerm_subnet" "cluster" {
  for_each = var.subnets

  name                 = "${local.base}-${replace(each.value.cidr, "/", "-")}"
  resource_group_name  = local.network.resource_group
  virtual_network_name = local.network.name
  address_prefixes     = [each.value.cidr]
}

locals {
  subnets = merge(
    { for key, subnet in azurerm_subnet.cluster : key => subnet.id },
    { for id in var.existing_subnets : id => id },
  )
}

# 020_security.tf
resource "azurerm_network_security_group" "component" {
  for_each = var.components

  name                = "${local.base}-${replace(each.key, "_", "-")}"
  resource_group_name = local.resource_group
  location            = var.region
  tags                = local.tags
}

resource "azurerm_application_security_group" "component" {
  for_each = var.components

  name                = "${local.base}-${replace(each.key, "_", "-")}-machines"
  resource_group_name = local.resource_group
  location            = var.region
  tags                = local.tags
}

locals {
  peers = {
    for key, rule in var.traffic : key => [
      for peer in rule.peers : azurerm_application_security_group.component[peer].id
    ]
  }
}

resource "azurerm_network_security_rule" "inbound" {
  for_each = { for key, rule in var.traffic : key => rule if rule.direction == "Inbound" }

  name                                  = each.value.name
  resource_group_name                   = local.resource_group
  network_security_group_name           = azurerm_network_security_group.component[each.value.component].name
  description                           = each.value.description
  priority                              = each.value.priority
  direction                             = "Inbound"
  access                                = each.value.access
  protocol                              = each.value.protocol
  source_port_range                     = "*"
  destination_port_range                = each.value.ports
  source_address_prefixes               = length(each.value.networks) > 0 ? each.value.networks : null
  source_application_security_group_ids = length(each.value.peers) > 0 ? local.peers[each.key] : null
  destination_address_prefix            = "*"
}

resource "azurerm_network_security_rule" "outbound" {
  for_each = { for key, rule in var.traffic : key => rule if rule.direction == "Outbound" }

  name                                       = each.value.name
  resource_group_name                        = local.resource_group
  network_security_group_name                = azurerm_network_security_group.component[each.value.component].name
  description                                = each.value.description
  priority                                   = each.value.priority
  direction                                  = "Outbound"
  access                                     = each.value.access
  protocol                                   = each.value.protocol
  source_port_range                          = "*"
  destination_port_range                     = each.value.ports
  destination_address_prefixes               = length(each.value.networks) > 0 ? each.value.networks : null
  destination_application_security_group_ids = length(each.value.peers) > 0 ? local.peers[each.key] : null
  source_address_prefix                      = "*"
}

# Azure lets a whole network pass by itself; only what is declared shall.
resource "azurerm_network_security_rule" "undeclared" {
  for_each = {
    for pair in setproduct(var.components, ["Inbound", "Outbound"]) : "${pair[0]} ${pair[1]}" => {
      component = pair[0]
      direction = pair[1]
    }
  }

  name                        = "undeclared-${lower(each.value.direction)}"
  resource_group_name         = local.resource_group
  network_security_group_name = azurerm_network_security_group.component[each.value.component].name
  description                 = "What no other rule declares"
  priority                    = 4096
  direction                   = each.value.direction
  access                      = "Deny"
  protocol                    = "*"
  source_port_range           = "*"
  destination_port_range      = "*"
  source_address_prefix       = each.value.direction == "Inbound" ? "VirtualNetwork" : "*"
  destination_address_prefix  = "*"
}

# 050_machines.tf
resource "azurerm_availability_set" "cluster" {
  for_each = var.availability_sets

  name                         = "${local.base}-${each.key}"
  resource_group_name          = local.resource_group
  location                     = var.region
  platform_fault_domain_count  = each.value.fault_domains
  platform_update_domain_count = each.value.update_domains
  managed                      = each.value.managed
  tags                         = local.tags
}

resource "azurerm_public_ip" "machine" {
  for_each = { for name, machine in var.machines : name => machine if machine.public != null }

  name                    = each.key
  resource_group_name     = local.resource_group
  location                = var.region
  allocation_method       = "Static"
  sku                     = "Standard"
  idle_timeout_in_minutes = each.value.public.idle_timeout
  zones                   = each.value.zone == null ? null : [each.value.zone]
  tags                    = merge(local.tags, each.value.tags)
}

resource "azurerm_network_interface" "machine" {
  for_each = var.machines

  name                           = each.key
  resource_group_name            = local.resource_group
  location                       = var.region
  accelerated_networking_enabled = each.value.accelerated
  tags                           = merge(local.tags, each.value.tags)

  ip_configuration {
    name                          = "machine"
    subnet_id                     = local.subnets[each.value.subnet]
    private_ip_address_allocation = each.value.private_ip == null ? "Dynamic" : "Static"
    private_ip_address            = each.value.private_ip
    public_ip_address_id          = each.value.public == null ? null : azurerm_public_ip.machine[each.key].id
  }
}

resource "azurerm_network_interface_security_group_association" "machine" {
  for_each = var.machines

  network_interface_id      = azurerm_network_interface.machine[each.key].id
  network_security_group_id = azurerm_network_security_group.component[each.value.component].id
}

resource "azurerm_network_interface_application_security_group_association" "machine" {
  for_each = var.machines

  network_interface_id          = azurerm_network_interface.machine[each.key].id
  application_security_group_id = azurerm_application_security_group.component[each.value.component].id
}

resource "azurerm_linux_virtual_machine" "machine" {
  for_each = var.machines

  name                            = each.key
  computer_name                   = each.key
  resource_group_name             = local.resource_group
  location                        = var.region
  size                            = each.value.size
  zone                            = each.value.zone
  availability_set_id             = each.value.availability_set == null ? null : azurerm_availability_set.cluster[each.value.availability_set].id
  network_interface_ids           = [azurerm_network_interface.machine[each.key].id]
  admin_username                  = var.admin_user
  disable_password_authentication = true
  custom_data                     = base64encode(format("#cloud-config\n%s\n", each.value.cloud_config))
  tags                            = merge(local.tags, each.value.tags)

  admin_ssh_key {
    username   = var.admin_user
    public_key = var.cluster.public_key
  }

  os_disk {
    name                 = "${each.key}-os"
    caching              = each.value.os_disk.caching
    storage_account_type = each.value.os_disk.type
    disk_size_gb         = each.value.os_disk.size
  }

  source_image_reference {
    publisher = each.value.image.publisher
    offer     = each.value.image.offer
    sku       = each.value.image.sku
    version   = each.value.image.version
  }

  # A newer image or another first boot is for machines that are made anew.
  lifecycle {
    ignore_changes = [admin_ssh_key, custom_data, source_image_reference]
  }

  depends_on = [
    azurerm_network_interface_application_security_group_association.machine,
    azurerm_network_interface_security_group_association.machine,
    azurerm_network_security_rule.inbound,
    azurerm_network_security_rule.outbound,
  ]
}

resource "azurerm_managed_disk" "machine" {
  for_each = var.disks

  name                 = "${each.value.machine}-${each.value.lun}"
  resource_group_name  = local.resource_group
  location             = var.region
  zone                 = var.machines[each.value.machine].zone
  storage_account_type = each.value.type
  create_option        = "Empty"
  disk_size_gb         = each.value.size
  tags                 = merge(local.tags, var.machines[each.value.machine].tags)
}

resource "azurerm_virtual_machine_data_disk_attachment" "machine" {
  for_each = var.disks

  managed_disk_id    = azurerm_managed_disk.machine[each.key].id
  virtual_machine_id = azurerm_linux_virtual_machine.machine[each.value.machine].id
  lun                = each.value.lun
  caching            = each.value.caching
}

# 900_outputs.tf
output "machines" {
  value = {
    for name, machine in azurerm_linux_virtual_machine.machine : name => {
      id         = machine.id
      private_ip = azurerm_network_interface.machine[name].private_ip_address
      public_ip  = var.machines[name].public == null ? null : azurerm_public_ip.machine[name].ip_address
    }
  }
}
