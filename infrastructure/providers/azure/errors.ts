import { StackError, type StackErrorOptions } from "@lambdastack/core";

const invalid = (hint: string): StackErrorOptions => ({ ending: "invalid", hint });

export function unknownImage(image: string, known: readonly string[]) {
  return new StackError(
    "unknown-image",
    `The image "${image}" is neither a name that is known here nor one whose operating system can be told.`,
    invalid(`Name one of ${known.join(", ")}, or one of cloud-os-image-defaults whose offer or sku tells its system.`),
  );
}

export function unavailableArchitecture(image: string, known: readonly string[]) {
  return new StackError(
    "unavailable-architecture",
    `Azure has no image of ${image} for ARM processors under a name that is known here.`,
    invalid(`Name one of ${known.join(", ")}, or give the image in cloud-os-image-defaults.`),
  );
}

export function sshSourcesMissing(components: readonly string[]) {
  return new StackError(
    "ssh-sources-missing",
    `Machines of ${components.join(", ")} get public addresses, but nobody may log in to them from outside.`,
    invalid(
      "Write the networks you log in from, such as specification.cloud.ssh_sources: [203.0.113.7/32], or set use_public_ips: false.",
    ),
  );
}

export function subnetOfNoNetwork(id: string) {
  return new StackError(
    "subnet-of-no-network",
    `The subnet ${id} exists already, but the cluster's network is to be made.`,
    invalid("Name its network under specification.cloud.network.id."),
  );
}

export function kubernetesServiceUnsupported() {
  return new StackError(
    "kubernetes-service-unsupported",
    "specification.cloud.k8s_as_cloud_service is true, but Kubernetes as a service of the cloud is not supported.",
    invalid("Set it to false."),
  );
}

export function reservedUser(name: string) {
  return new StackError(
    "reserved-user",
    `Azure gives no machine to an admin user named ${name}.`,
    invalid("Write another specification.admin_user.name, such as operations."),
  );
}

export function zoneAndAvailabilitySet(component: string) {
  return new StackError(
    "zone-and-availability-set",
    `Component ${component} has both an availability set and a subnet with a zone; Azure takes one of them.`,
    invalid("Remove availability_set from the component, or availability_zone from its subnets."),
  );
}

export function badZone(zone: string) {
  return new StackError(
    "bad-zone",
    `The availability zone "${zone}" is none of Azure's.`,
    invalid('Write "1", "2" or "3".'),
  );
}

export function priorityTwice(priority: number, rules: readonly string[]) {
  return new StackError(
    "priority-twice",
    `The rules ${rules.join(" and ")} have the same priority ${priority}.`,
    invalid("Give each rule of a component and direction a priority of its own, or none."),
  );
}

export function credentialsMissing() {
  return new StackError("credentials-missing", "No subscription is named to look for machines in.", {
    ending: "refused",
    hint: "Set ARM_SUBSCRIPTION_ID, or write specification.cloud.subscription_id.",
  });
}

export function cloudRefused(what: string, cause: unknown) {
  const reason = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
  return new StackError("cloud-refused", `Azure did not answer when asked for ${what}. ${reason}`, {
    hint: "Check the credentials (ARM_CLIENT_ID, ARM_CLIENT_SECRET, ARM_TENANT_ID, or the login of the az program) and the way to the internet.",
    cause,
  });
}
