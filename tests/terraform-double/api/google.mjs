/** What Compute Engine answers to `global/firewalls`, and to `aggregated/<collection>` with a filter of one label. */
export function answerGoogle({ url, resources }) {
  const { pathname, searchParams } = new URL(url, "http://localhost");
  if (pathname.endsWith("/global/firewalls")) return { items: firewalls(resources) };
  const [, collection] = /\/aggregated\/(\w+)$/.exec(pathname) ?? [];
  const [, label, value] = /^labels\.(\w+)=(.*)$/.exec(searchParams.get("filter") ?? "") ?? [];
  const found = Object.entries(resources).filter(
    ([, { type, values }]) => type === types[collection] && values.effective_labels?.[label] === value,
  );
  return { items: { "zones/any": { [collection]: found.map(([id, { values }]) => asItem(id, values)) } } };
}

const types = {
  instances: "google_compute_instance",
  disks: "google_compute_disk",
  addresses: "google_compute_address",
};

function asItem(id, { name, network_interface = [] }) {
  return {
    name,
    selfLink: `https://www.googleapis.com/compute/v1/${id}`,
    status: "RUNNING",
    networkInterfaces: network_interface.map(({ network_ip, access_config }) => ({
      networkIP: network_ip,
      accessConfigs: access_config.map(({ nat_ip }) => ({ natIP: nat_ip })),
    })),
  };
}

const firewalls = (resources) =>
  Object.entries(resources)
    .filter(([, { type }]) => type === "google_compute_firewall")
    .map(([id, { values }]) => ({ ...asItem(id, values), network: values.network }));
