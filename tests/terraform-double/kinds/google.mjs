import { unknown } from "../protocol/values.mjs";
import { freeAddress, freePublicAddress } from "./addresses.mjs";

const base = "https://www.googleapis.com/compute/v1/";
const isKnown = (value) => value !== unknown && value !== null && value !== undefined;
const last = (link) => link.split("/").at(-1);

const global =
  (collection) =>
  (values, { project }) =>
    `projects/${project}/global/${collection}/${values.name}`;
const regional =
  (collection) =>
  (values, { project, region }) =>
    `projects/${project}/regions/${isKnown(values.region) ? last(values.region) : region}/${collection}/${values.name}`;
const zonal =
  (collection) =>
  (values, { project }) =>
    `projects/${project}/zones/${values.zone}/${collection}/${values.name}`;

/** How each type is named, what cannot be changed in place, and what the cloud decides. */
const types = {
  google_compute_network: { id: global("networks"), forcesNew: ["auto_create_subnetworks"] },
  google_compute_subnetwork: { id: regional("subnetworks"), forcesNew: ["ip_cidr_range", "network", "region"] },
  google_compute_firewall: { id: global("firewalls"), forcesNew: ["network", "direction"] },
  google_compute_router: { id: regional("routers"), forcesNew: ["network", "region"] },
  google_compute_router_nat: {
    id: (values, { project, region }) =>
      `${project}/${isKnown(values.region) ? values.region : region}/${values.router}/${values.name}`,
    forcesNew: ["router", "region"],
  },
  google_compute_address: {
    id: regional("addresses"),
    forcesNew: ["address_type", "network_tier", "region", "subnetwork"],
    known: (_values, { taken }) => ({ address: freePublicAddress(taken) }),
  },
  google_compute_disk: { id: zonal("disks"), forcesNew: ["type", "zone"] },
  google_compute_attached_disk: {
    id: (values) => `${values.instance}/${last(values.disk)}`,
    forcesNew: ["disk", "instance", "zone", "device_name"],
  },
  google_compute_instance: {
    id: zonal("instances"),
    forcesNew: ["boot_disk", "network_interface", "zone", "hostname"],
    known: instanceAddresses,
  },
  google_filestore_instance: {
    id: ({ name, location }, { project }) => `projects/${project}/locations/${location}/instances/${name}`,
    forcesNew: ["tier", "location", "networks"],
  },
};

function instanceAddresses({ network_interface }, { resources, taken }) {
  const interfaces = network_interface.map((one) => {
    const subnetwork = Object.values(resources).find(({ values }) => names(values).includes(one.subnetwork));
    const network_ip = isKnown(one.network_ip) ? one.network_ip : freeAddress(subnetwork.values.ip_cidr_range, taken);
    const access_config = one.access_config.map((access) => ({
      ...access,
      nat_ip: isKnown(access.nat_ip) ? access.nat_ip : freePublicAddress(taken),
    }));
    return { ...one, network_ip, access_config };
  });
  return { network_interface: interfaces, current_status: "RUNNING" };
}

/** The names by which others refer to a thing. */
const names = ({ id, self_link }) => [id, self_link].filter((name) => typeof name === "string" && name !== "");

/** Labels are computed with the plan, as the provider does since version 5. */
function labels({ planned, prior, unknown }) {
  if (!("effective_labels" in planned)) return {};
  const own = planned.labels ?? {};
  if (own === unknown) return {};
  const same = prior !== null && JSON.stringify(prior.labels) === JSON.stringify(planned.labels);
  return same ? {} : { terraform_labels: own, effective_labels: { "goog-terraform-provisioned": "true", ...own } };
}

export const kinds = {
  /** `problem` where the provider would refuse to work. */
  configuration({ project, region }, environment) {
    const found = project ?? environment.GOOGLE_PROJECT;
    return found
      ? { project: found, region: region ?? environment.GOOGLE_REGION }
      : { problem: "project: required field is not set" };
  },
  kind(type) {
    const { id, forcesNew = [], known = () => ({}) } = types[type];
    return {
      forcesNew: ["name", "project", ...forcesNew],
      planned: labels,
      known: ({ planned, resources, configuration }) => {
        const own = id(planned, configuration);
        const hasLink = own.startsWith("projects/");
        const { project, region } = configuration;
        return {
          id: own,
          ...("self_link" in planned && hasLink && { self_link: `${base}${own}` }),
          ...(planned.project === unknown && { project }),
          ...(planned.region === unknown && { region }),
          ...known(planned, { resources, taken: addressesIn(resources) }),
        };
      },
    };
  },
  isReference: (text) =>
    /^(https:\/\/www\.googleapis\.com\/compute\/v1\/)?projects\/[^/]+\/(global|regions\/[^/]+|zones\/[^/]+)\/[^/]+\/[^/]+$/.test(
      text,
    ) && !/\/(images|diskTypes|machineTypes)\//.test(text),
  namesOf: names,
};

function addressesIn(resources) {
  const values = Object.values(resources).map((one) => one.values);
  return new Set(
    values.flatMap(({ address, network_interface = [] }) => [
      address,
      ...(network_interface ?? []).flatMap(({ network_ip, access_config = [] }) => [
        network_ip,
        ...access_config.map(({ nat_ip }) => nat_ip),
      ]),
    ]),
  );
}
