import { StackError, type StackErrorOptions } from "@lambdastack/core";

const invalid = (hint: string): StackErrorOptions => ({ ending: "invalid", hint });

export function undefinedMachineDocument(component: string, machine: string, known: readonly string[]) {
  return new StackError(
    "undefined-machine-document",
    `Component ${component} names the machine "${machine}", which no infrastructure/virtual-machine document has.`,
    invalid(`Add such a document, or name one of ${known.join(", ")}.`),
  );
}

export function unknownImage(image: string, known: readonly string[]) {
  return new StackError(
    "unknown-image",
    `The image "${image}" is neither a name that is known here nor one whose operating system can be told.`,
    invalid(
      `Name one of ${known.join(", ")}, or give an image whose full name tells its system, such as debian-12-amd64-20250101-1.`,
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
    invalid("Name its VPC under specification.cloud.network.id."),
  );
}

export function kubernetesServiceUnsupported() {
  return new StackError(
    "kubernetes-service-unsupported",
    "specification.cloud.k8s_as_cloud_service is true, but Kubernetes as a service of the cloud is not supported.",
    invalid("Set it to false."),
  );
}

export function cloudRefused(what: string, cause: unknown) {
  const reason = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
  return new StackError("cloud-refused", `Amazon Web Services did not answer when asked for ${what}. ${reason}`, {
    hint: "Check region and credentials (AWS_PROFILE, AWS_ACCESS_KEY_ID or specification.cloud.credentials) and the way to the internet.",
    cause,
  });
}
