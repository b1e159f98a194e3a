import type { Archive, System } from "../../src/os-family.ts";

export const systems: Readonly<Record<string, System>> = {
  "almalinux-9": {
    archives: (architecture) =>
      ["BaseOS", "AppStream"].map((part) =>
        archive("https://repo.almalinux.org/almalinux", `9/${part}/${hardware(architecture)}/os`),
      ),
  },
  // Red Hat serves registered machines alone: whoever resolves uses what it is registered for
  "rhel-9": { spellings: ["redhat-9"], archives: () => [] },
  "rhel-7": {
    spellings: ["redhat-7"],
    warning: "Red Hat Enterprise Linux 7 has had no maintenance since June 2024.",
    archives: () => [],
  },
  "centos-7": {
    warning: "CentOS 7 has had no updates since June 2024; its archive is kept as it was.",
    archives: (architecture) =>
      ["os", "updates"].map((part) =>
        archive("https://vault.centos.org/centos", `7.9.2009/${part}/${hardware(architecture)}`),
      ),
  },
};

/** The metadata of these archives is signed by nobody; https vouches for it. */
function archive(uri: string, path: string): Archive {
  return { name: uri.slice(uri.lastIndexOf("/") + 1), uri, path, key: "-" };
}

const names: Readonly<Record<string, string>> = { amd64: "x86_64", arm64: "aarch64" };

const hardware = (architecture: string): string => names[architecture] ?? architecture;
