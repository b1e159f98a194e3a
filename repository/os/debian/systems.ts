import type { Archive, System } from "../../src/os-family.ts";

const debianKey = "/usr/share/keyrings/debian-archive-keyring.gpg";
const ubuntuKey = "/usr/share/keyrings/ubuntu-archive-keyring.gpg";
const removedKey = "/usr/share/keyrings/ubuntu-archive-removed-keys.gpg";

export const systems: Readonly<Record<string, System>> = {
  "debian-12": debian("bookworm"),
  "ubuntu-22.04": { spellings: ["ubuntu-2204"], ...ubuntu("jammy") },
  "ubuntu-24.04": { spellings: ["ubuntu-2404"], ...ubuntu("noble") },
  "ubuntu-19.04": {
    spellings: ["ubuntu-1904"],
    warning: "Ubuntu 19.04 has had no security updates since January 2020; its archive is kept as it was.",
    archives: () =>
      ["disco", "disco-updates", "disco-security"].map((suite) =>
        ubuntuArchive("http://old-releases.ubuntu.com/ubuntu", suite, removedKey),
      ),
  },
};

function debian(codename: string): System {
  const archive = { components: ["main"], key: debianKey };
  const main = { name: "debian", uri: "http://deb.debian.org/debian", ...archive };
  const security = { name: "debian-security", uri: "http://deb.debian.org/debian-security", ...archive };
  const archives = [
    { ...main, suite: codename },
    { ...main, suite: `${codename}-updates` },
    { ...security, suite: `${codename}-security` },
  ];
  return { archives: () => archives };
}

/** Architectures other than Intel's lie on machines of their own. */
function ubuntu(codename: string): System {
  const suites = [codename, `${codename}-updates`, `${codename}-security`];
  return {
    archives: (architecture) =>
      suites.map((suite) => {
        if (architecture !== "amd64") return ubuntuArchive("http://ports.ubuntu.com/ubuntu-ports", suite);
        const site = suite.endsWith("-security") ? "security" : "archive";
        return ubuntuArchive(`http://${site}.ubuntu.com/ubuntu`, suite);
      }),
  };
}

function ubuntuArchive(uri: string, suite: string, key = ubuntuKey): Archive {
  return { name: uri.slice(uri.lastIndexOf("/") + 1), uri, suite, components: ["main", "universe"], key };
}
