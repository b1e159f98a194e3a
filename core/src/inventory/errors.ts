import { StackError } from "../errors/stack-error.ts";

export const inventoryMissing = (path: string) =>
  new StackError("inventory-missing", `There is no inventory ${path}.`, {
    ending: "invalid",
    hint: "`infra apply` writes it; one written by hand does as well.",
  });

export const inventoryInvalid = (path: string, finding: string) =>
  new StackError("inventory-invalid", `${path}: ${finding}`, {
    ending: "invalid",
    hint: "It is an inventory of Ansible in YAML: groups with hosts, each with ansible_host, ansible_user and ansible_ssh_private_key_file.",
  });

export const groupClash = (group: string, owners: readonly string[]) =>
  new StackError(
    "inventory-group-clash",
    `The group ${group} of the inventory would stand for ${owners.join(" and ")}.`,
    {
      ending: "invalid",
      hint: "Rename one of them.",
    },
  );
