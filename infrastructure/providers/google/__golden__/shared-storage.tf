# 000_provider.tf
terraform {
  required_version = ">= 1.6"

  required_providers {
    google = {
      source  = "hashicorp/google"
      version = "~> 6.0"
    }
  }
}

provider "google" {
  project = var.project
  region  = var.region
}

locals {
  base = join("-", compact([var.cluster.prefix, var.cluster.name]))
  labels = merge(var.labels, {
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

variable "project" {
  type = string
}

variable "region" {
  type = string
}

variable "admin_user" {
  type = string
}

variable "labels" {
  type = map(string)
}

variable "network" {
  type = object({
    id   = optional(string)
    name = string
    mtu  = number
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

variable "traffic" {
  type = map(object({
    name        = string
    component   = string
    description = string
    priority    = number
    direction   = string
    allow       = bool
    protocol    = string
    ports       = list(string)
    networks    = list(string)
    peers       = list(string)
  }))
}

variable "tags" {
  type = map(string)
}

variable "machines" {
  type = map(object({
    component       = string
    size            = string
    zone            = string
    image           = string
    subnet          = string
    private_ip      = optional(string)
    public          = bool
    labels          = map(string)
    service_account = optional(string)
    boot_disk = object({
      type = string
      size = number
    })
  }))
}

variable "disks" {
  type = map(object({
    machine = string
    name    = string
    type    = string
    size    = number
  }))
}

variable "shared_storage" {
  type = object({
    name = string
    size = number
    tier = string
    zone = string
  })
}

# 010_network.tf
resource "google_compute_network" "cluster" {
  name                    = var.network.name
  auto_create_subnetworks = false
  mtu                     = var.network.mtu
}

locals {
  network = google_compute_network.cluster.id
}

resource "google_compute_subnetwork" "cluster" {
  for_each = var.subnets

  name          = "${local.base}-${replace(replace(each.value.cidr, ".", "-"), "/", "-")}"
  network       = local.network
  region        = var.region
  ip_cidr_range = each.value.cidr
}

locals {
  subnets = merge(
    { for key, subnet in google_compute_subnetwork.cluster : key => subnet.id },
    { for id in var.existing_subnets : id => id },
  )
}

resource "google_compute_router" "cluster" {
  name    = "${local.base}-router"
  network = local.network
  region  = var.region
}

resource "google_compute_router_nat" "cluster" {
  name                               = "${local.base}-nat"
  router                             = google_compute_router.cluster.name
  region                             = var.region
  nat_ip_allocate_option             = "AUTO_ONLY"
  source_subnetwork_ip_ranges_to_nat = "ALL_SUBNETWORKS_ALL_IP_RANGES"
}

# 020_security.tf
resource "google_compute_firewall" "component" {
  for_each = var.traffic

  name               = each.value.name
  network            = local.network
  description        = each.value.description
  priority           = each.value.priority
  direction          = each.value.direction
  target_tags        = [var.tags[each.value.component]]
  source_ranges      = each.value.direction == "INGRESS" && length(each.value.networks) > 0 ? each.value.networks : null
  source_tags        = each.value.direction == "INGRESS" && length(each.value.peers) > 0 ? [for peer in each.value.peers : var.tags[peer]] : null
  destination_ranges = each.value.direction == "EGRESS" ? each.value.networks : null

  dynamic "allow" {
    for_each = each.value.allow ? [each.value] : []

    content {
      protocol = allow.value.protocol
      ports    = allow.value.ports
    }
  }

  dynamic "deny" {
    for_each = each.value.allow ? [] : [each.value]

    content {
      protocol = deny.value.protocol
      ports    = deny.value.ports
    }
  }
}

# Google lets machines open connections to anywhere by itself; only what is declared shall.
resource "google_compute_firewall" "undeclared" {
  name               = "${local.base}-undeclared-out"
  network            = local.network
  description        = "What no other rule declares"
  priority           = 65000
  direction          = "EGRESS"
  target_tags        = values(var.tags)
  destination_ranges = ["0.0.0.0/0"]

  deny {
    protocol = "all"
  }
}

# 030_storage.tf
resource "google_filestore_instance" "cluster" {
  name     = "${local.base}-storage"
  location = var.shared_storage.zone
  tier     = var.shared_storage.tier
  labels   = local.labels

  file_shares {
    name        = var.shared_storage.name
    capacity_gb = var.shared_storage.size
  }

  networks {
    network = local.network
    modes   = ["MODE_IPV4"]
  }
}

# 050_machines.tf
resource "google_compute_address" "machine" {
  for_each = { for name, machine in var.machines : name => machine if machine.public }

  name   = each.key
  region = var.region
  labels = local.labels
}

resource "google_compute_instance" "machine" {
  for_each = var.machines

  name                      = each.key
  zone                      = each.value.zone
  machine_type              = each.value.size
  tags                      = [var.tags[each.value.component]]
  labels                    = merge(local.labels, each.value.labels)
  allow_stopping_for_update = true

  boot_disk {
    auto_delete = true

    initialize_params {
      image  = each.value.image
      type   = each.value.boot_disk.type
      size   = each.value.boot_disk.size
      labels = local.labels
    }
  }

  network_interface {
    subnetwork = local.subnets[each.value.subnet]
    network_ip = each.value.private_ip

    dynamic "access_config" {
      for_each = each.value.public ? [google_compute_address.machine[each.key].address] : []

      content {
        nat_ip = access_config.value
      }
    }
  }

  metadata = {
    block-project-ssh-keys = "TRUE"
    enable-oslogin         = "FALSE"
    ssh-keys               = "${var.admin_user}:${var.cluster.public_key}"
  }

  dynamic "service_account" {
    for_each = each.value.service_account == null ? [] : [each.value.service_account]

    content {
      email  = service_account.value
      scopes = ["cloud-platform"]
    }
  }

  # A newer image is for machines that are made anew; further disks are resources of their own.
  lifecycle {
    ignore_changes = [attached_disk, boot_disk[0].initialize_params[0].image]
  }

  depends_on = [google_compute_firewall.component]
}

resource "google_compute_disk" "machine" {
  for_each = var.disks

  name   = "${each.value.machine}-${each.value.name}"
  zone   = var.machines[each.value.machine].zone
  type   = each.value.type
  size   = each.value.size
  labels = local.labels
}

resource "google_compute_attached_disk" "machine" {
  for_each = var.disks

  disk        = google_compute_disk.machine[each.key].id
  instance    = google_compute_instance.machine[each.value.machine].id
  device_name = each.value.name
}

# 900_outputs.tf
output "machines" {
  value = {
    for name, machine in google_compute_instance.machine : name => {
      id         = machine.id
      private_ip = machine.network_interface[0].network_ip
      public_ip  = var.machines[name].public ? google_compute_address.machine[name].address : null
    }
  }
}
