/** What a machine's first boot shall do, for cloud-init; the same on every cloud. */
export interface FirstBoot {
  hostname: string;
  adminUser: string;
  /** One line in the form of authorized_keys. */
  publicKey: string;
}

/** The `cloud-config` as plain data. It is JSON behind the line `#cloud-config`, as JSON is YAML. */
export function cloudConfig({ hostname, adminUser, publicKey }: FirstBoot): Record<string, unknown> {
  return {
    preserve_hostname: false,
    hostname,
    fqdn: hostname,
    manage_etc_hosts: false,
    disable_root: adminUser !== "root",
    users: ["default", ...(adminUser === "root" ? [] : [account(adminUser, publicKey)])],
    ssh_authorized_keys: [publicKey],
  };
}

function account(name: string, publicKey: string): Record<string, unknown> {
  const shell = { shell: "/bin/bash", lock_passwd: true, sudo: "ALL=(ALL) NOPASSWD:ALL" };
  return { name, ...shell, ssh_authorized_keys: [publicKey] };
}
