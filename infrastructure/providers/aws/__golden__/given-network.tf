# 000_provider.tf
terraform {
  required_version = ">= 1.6"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.60"
    }
  }
}

provider "aws" {
  region = var.region

  default_tags {
    tags = local.tags
  }
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

variable "tags" {
  type = map(string)
}

variable "network" {
  type = object({
    id               = optional(string)
    cidr             = string
    instance_tenancy = string
    dns_support      = bool
    dns_hostnames    = bool
  })
}

variable "subnets" {
  type = map(object({
    cidr   = string
    zone   = optional(string)
    public = bool
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
    description = string
    direction   = string
    protocol    = string
    from_port   = optional(number)
    to_port     = optional(number)
    cidr        = optional(string)
    peer        = optional(string)
  }))
}

variable "key_name" {
  type = string
}

variable "images" {
  type = map(object({
    id     = optional(string)
    name   = optional(string)
    owners = optional(list(string))
  }))
}

variable "machines" {
  type = map(object({
    component     = string
    size          = string
    image         = string
    subnet        = string
    private_ip    = optional(string)
    public        = optional(bool)
    ebs_optimized = bool
    mount_efs     = bool
    tags          = map(string)
    cloud_config  = string
    root = object({
      volume_type           = string
      volume_size           = number
      delete_on_termination = bool
      encrypted             = bool
    })
  }))
}

variable "volumes" {
  type = map(object({
    machine               = string
    device_name           = string
    volume_type           = string
    volume_size           = number
    delete_on_termination = bool
    encrypted             = bool
  }))
}

# 010_network.tf
data "aws_vpc" "cluster" {
  id = var.network.id
}

locals {
  network_id   = data.aws_vpc.cluster.id
  network_cidr = data.aws_vpc.cluster.cidr_block
}

resource "aws_subnet" "cluster" {
  for_each = var.subnets

  vpc_id                  = local.network_id
  cidr_block              = each.value.cidr
  availability_zone       = each.value.zone
  map_public_ip_on_launch = each.value.public

  tags = {
    Name = "${local.base}-${replace(each.value.cidr, "/", "-")}"
  }
}

data "aws_subnet" "existing" {
  for_each = var.existing_subnets

  id = each.key
}

locals {
  subnets = merge(
    { for key, subnet in aws_subnet.cluster : key => { id = subnet.id, zone = subnet.availability_zone } },
    { for key, subnet in data.aws_subnet.existing : key => { id = subnet.id, zone = subnet.availability_zone } },
  )
}

# 020_security.tf
resource "aws_security_group" "component" {
  for_each = var.components

  name        = "${local.base}-${replace(each.key, "_", "-")}"
  description = "Machines of component ${each.key} of cluster ${local.base}"
  vpc_id      = local.network_id

  tags = {
    Name = "${local.base}-${replace(each.key, "_", "-")}"
  }
}

resource "aws_vpc_security_group_ingress_rule" "component" {
  for_each = { for key, rule in var.traffic : key => rule if rule.direction == "in" }

  security_group_id            = aws_security_group.component[each.value.component].id
  description                  = each.value.description
  ip_protocol                  = each.value.protocol
  from_port                    = each.value.from_port
  to_port                      = each.value.to_port
  cidr_ipv4                    = each.value.peer != null ? null : coalesce(each.value.cidr, local.network_cidr)
  referenced_security_group_id = each.value.peer != null ? aws_security_group.component[each.value.peer].id : null

  tags = {
    Name = each.key
  }
}

resource "aws_vpc_security_group_egress_rule" "component" {
  for_each = { for key, rule in var.traffic : key => rule if rule.direction == "out" }

  security_group_id            = aws_security_group.component[each.value.component].id
  description                  = each.value.description
  ip_protocol                  = each.value.protocol
  from_port                    = each.value.from_port
  to_port                      = each.value.to_port
  cidr_ipv4                    = each.value.peer != null ? null : coalesce(each.value.cidr, local.network_cidr)
  referenced_security_group_id = each.value.peer != null ? aws_security_group.component[each.value.peer].id : null

  tags = {
    Name = each.key
  }
}

# 030_access.tf
resource "aws_key_pair" "cluster" {
  key_name   = var.key_name
  public_key = var.cluster.public_key

  tags = {
    Name = var.key_name
  }
}

# 040_storage.tf
locals {
  mounts = {}
}

# 050_machines.tf
data "aws_ami" "cluster" {
  for_each = { for key, image in var.images : key => image if image.id == null }

  most_recent = true
  owners      = each.value.owners

  filter {
    name   = "name"
    values = [each.value.name]
  }

  filter {
    name   = "virtualization-type"
    values = ["hvm"]
  }
}

locals {
  images = merge(
    { for key, image in data.aws_ami.cluster : key => image.id },
    { for key, image in var.images : key => image.id if image.id != null },
  )
}

resource "aws_instance" "machine" {
  for_each = var.machines

  ami                         = local.images[each.value.image]
  instance_type               = each.value.size
  subnet_id                   = local.subnets[each.value.subnet].id
  private_ip                  = each.value.private_ip
  associate_public_ip_address = each.value.public
  vpc_security_group_ids      = [aws_security_group.component[each.value.component].id]
  key_name                    = aws_key_pair.cluster.key_name
  ebs_optimized               = each.value.ebs_optimized

  user_data = format("#cloud-config\n%s\n", jsonencode(merge(
    jsondecode(each.value.cloud_config),
    each.value.mount_efs ? local.mounts : {},
  )))

  metadata_options {
    http_tokens = "required"
  }

  root_block_device {
    volume_type           = each.value.root.volume_type
    volume_size           = each.value.root.volume_size
    delete_on_termination = each.value.root.delete_on_termination
    encrypted             = each.value.root.encrypted
  }

  tags = merge(each.value.tags, {
    Name = each.key
  })

  # A newer image or another first boot is for machines that are made anew.
  lifecycle {
    ignore_changes = [ami, user_data, key_name]
  }

  depends_on = [
    aws_vpc_security_group_ingress_rule.component,
    aws_vpc_security_group_egress_rule.component,
  ]
}

resource "aws_ebs_volume" "machine" {
  for_each = var.volumes

  availability_zone = local.subnets[var.machines[each.value.machine].subnet].zone
  type              = each.value.volume_type
  size              = each.value.volume_size
  encrypted         = each.value.encrypted
  final_snapshot    = !each.value.delete_on_termination

  tags = {
    Name = each.key
  }
}

resource "aws_volume_attachment" "machine" {
  for_each = var.volumes

  device_name                    = each.value.device_name
  volume_id                      = aws_ebs_volume.machine[each.key].id
  instance_id                    = aws_instance.machine[each.value.machine].id
  stop_instance_before_detaching = true
}

# 900_outputs.tf
output "machines" {
  value = {
    for name, machine in aws_instance.machine : name => {
      id         = machine.id
      private_ip = machine.private_ip
      public_ip  = machine.public_ip
    }
  }
}
