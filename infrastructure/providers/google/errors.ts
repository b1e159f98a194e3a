import { StackError, type StackErrorOptions } from "@lambdastack/core";

const invalid = (hint: string): StackErrorOptions => ({ ending: "invalid", hint });

export function unknownImage(image: string, known: readonly string[]) {
  return new StackError(
    "unknown-image",
    `The image "${image}" is neither a name that is known here nor one whose operating system can be told.`,
    invalid(
      `Name one of ${known.join(", ")}, or an image whose name tells its system, such as projects/p/global/images/family/debian-12.`,
    ),
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
    `Google makes no admin user named ${name}.`,
    invalid("Write another specification.admin_user.name, such as operations."),
  );
}

export function nameBeginsWithDigit(base: string) {
  return new StackError(
    "name-begins-with-digit",
    `Everything on Google is named ${base}-…, but names there begin with a letter.`,
    invalid("Let specification.prefix, or without one specification.name, begin with a letter."),
  );
}

export function zoneElsewhere(zone: string, region: string) {
  return new StackError(
    "zone-elsewhere",
    `The availability zone ${zone} is not in the region ${region}.`,
    invalid(`Write a zone of that region, such as ${region}-b.`),
  );
}

export function egressToComponent(rule: string, component: string) {
  return new StackError(
    "egress-to-component",
    `The outbound rule "${rule}" of component ${component} names a component; Google takes networks there alone.`,
    invalid("Write cluster or a network as destination_address_prefix."),
  );
}

export function projectMissing() {
  return new StackError("project-missing", "No project is named to look for machines in.", {
    ending: "refused",
    hint: "Write specification.cloud.project, or set GOOGLE_PROJECT.",
  });
}

export function cloudRefused(what: string, cause: unknown) {
  const reason = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
  return new StackError("cloud-refused", `Google Cloud did not answer when asked for ${what}. ${reason}`, {
    hint: "Check the credentials (GOOGLE_APPLICATION_CREDENTIALS, or gcloud auth application-default login) and the way to the internet.",
    cause,
  });
}
