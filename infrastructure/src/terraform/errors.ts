import { quote, StackError, type StackErrorOptions } from "@lambdastack/core";

export function terraformMissing(tried: readonly string[]) {
  return new StackError("terraform-missing", `Neither of ${tried.join(", ")} was found in PATH.`, {
    ending: "refused",
    hint: "Machines on a cloud are made by Terraform or OpenTofu, 1.6 or newer: install one, or name its file in LAMBDASTACK_TERRAFORM.",
  });
}

export function terraformNotRunnable(command: string, cause: unknown) {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new StackError(
    "terraform-not-runnable",
    `LAMBDASTACK_TERRAFORM names ${command}, which does not run: ${reason}`,
    {
      ending: "refused",
      hint: "Name the file of terraform or tofu, or leave the variable out to have it found in PATH.",
      cause,
    },
  );
}

export function terraformTooOld(command: string, version: string, least: string) {
  return new StackError("terraform-too-old", `${command} is version ${version}; ${least} or newer is needed.`, {
    ending: "refused",
    hint: "Install a newer Terraform or OpenTofu, or name another one in LAMBDASTACK_TERRAFORM.",
  });
}

export function terraformVersionUnknown(command: string, printed: string) {
  return new StackError(
    "terraform-version-unknown",
    `\`${command} version -json\` did not name a version; it printed ${JSON.stringify(printed.slice(0, 200))}.`,
    { ending: "refused", hint: "LAMBDASTACK_TERRAFORM must name terraform or tofu." },
  );
}

export function terraformFailed(what: string, problems: readonly string[], log: string) {
  const said = problems.length === 0 ? "It printed no error." : problems.join("\n");
  return new StackError("terraform-failed", `${what} failed. ${said}`, {
    hint: `Everything it printed is in ${log}. What was made is recorded: the same command continues from there.`,
  });
}

export function terraformInterrupted(what: string) {
  return new StackError("interrupted", `${what} was interrupted; it ended in order and its state is saved.`, {
    ending: "interrupted",
    hint: "Run the same command again: it continues where this one stopped.",
  });
}

export function stateLocked(holder: { who?: string; operation?: string; since?: string }, path: string) {
  const { who = "somebody unknown", operation = "an operation", since } = holder;
  return new StackError(
    "terraform-state-locked",
    `Terraform's state is in use: ${who} runs ${operation}${since === undefined ? "" : ` since ${since}`}.`,
    {
      ending: "refused",
      hint: `Wait until that has ended. If it is gone for certain and the lock is a remote backend's, free it with: terraform -chdir=${quote(path)} force-unlock ID`,
    },
  );
}

const refused = (hint: string): StackErrorOptions => ({ ending: "refused", hint });

export function stateDamaged(path: string, what: string, wayBack: string) {
  return new StackError(
    "terraform-state-damaged",
    `${path} ${what}. Going on would make everything a second time.`,
    refused(wayBack),
  );
}

export function stateMissing(path: string, wayBack: string) {
  return new StackError(
    "terraform-state-missing",
    `${path} is gone, but machines were made with it. Going on would make everything a second time.`,
    refused(wayBack),
  );
}

export function stateForeign(path: string, received: string, known: string, wayBack: string) {
  return new StackError(
    "terraform-state-foreign",
    `${path} is of another cluster: its lineage is ${received}, this one's is ${known}.`,
    refused(wayBack),
  );
}

export function stateOlder(path: string, serial: number, newest: number, wayBack: string) {
  return new StackError(
    "terraform-state-older",
    `${path} is older than what was already reached: serial ${serial}, the newest copy has ${newest}.`,
    refused(wayBack),
  );
}

export function stateForked(path: string, serial: number, wayBack: string) {
  return new StackError(
    "terraform-state-forked",
    `${path} differs from the copy of the same serial ${serial}: it was changed by hand.`,
    refused(wayBack),
  );
}

export function erroredStateUnreadable(path: string) {
  return new StackError(
    "errored-state-unreadable",
    `${path} was left by a run that could not save its state, is itself empty or damaged, and no other copy of it is known.`,
    refused(
      "Put a state that you have at its place. Without one, remove that file: what the cloud holds and the state does not is then listed, with the import that adopts it.",
    ),
  );
}

export function erroredStateRefused(path: string, reason: string) {
  return new StackError(
    "errored-state-refused",
    `${path} holds what the last run could not save, and the backend does not take it: ${reason}`,
    refused("Once the backend answers, run the same command again; nothing is made before that state is saved."),
  );
}

export function orphansFound(
  orphans: readonly { what: string; name: string; id: string }[],
  commands: readonly string[],
) {
  const listed = orphans.map(({ what, name, id }) => `  ${what} ${name} (${id})`).join("\n");
  return new StackError(
    "orphans-found",
    `The last run ended abnormally, and the cloud holds what the state does not know:\n${listed}`,
    refused(
      `Adopt each with its command, or remove it in the cloud; then run the same command again.\n${commands.join("\n")}`,
    ),
  );
}

export function planFileDiffers(path: string) {
  return new StackError(
    "plan-file-differs",
    `${path} is not the plan that was approved: another run has planned in between.`,
    refused("Run the same command again."),
  );
}

export function notAllGone(resources: readonly string[]) {
  return new StackError("not-all-gone", `Terraform ended, but still knows of ${resources.join(", ")}.`, {
    hint: "Run the same command again; the build folder stays until everything is gone.",
  });
}

export function outputMissing(provider: string) {
  return new StackError(
    "machines-output-missing",
    `The Terraform files of provider ${provider} have no output "machines" with every machine's id and addresses.`,
    { hint: "A provider folder's templates must declare it; was a numbered .tf file changed by hand?" },
  );
}

export function machinesSilent(names: readonly string[], seconds: number) {
  return new StackError("machines-silent", `${names.join(", ")}: no SSH server answered within ${seconds} s.`, {
    hint: "They are made and recorded. Check ssh_sources and the way there (VPN where use_public_ips is false), then run the same command again. LAMBDASTACK_BOOT_LIMIT gives them more seconds.",
  });
}

export function adminKeyUnreadable(path: string, cause: Error) {
  return new StackError(
    "admin-key-unreadable",
    `The admin user's public key ${path} cannot be read: ${cause.message}.`,
    {
      ending: "invalid",
      hint: "Put the public key beside the private one, or leave key_path out: the cluster then gets a key of its own.",
      cause,
    },
  );
}

const invalid = (hint: string): StackErrorOptions => ({ ending: "invalid", hint });

export function subnetWithoutPlace() {
  return new StackError(
    "subnet-without-place",
    "A component names a subnet with neither address_pool nor id.",
    invalid("Write address_pool to have a subnet made, or the id of one that exists."),
  );
}

export function subnetOutside(subnet: string, pool: string) {
  return new StackError(
    "subnet-outside-network",
    `The subnet ${subnet} lies outside the network ${pool}.`,
    invalid("Choose addresses inside specification.cloud.vnet_address_pool, or widen that."),
  );
}

export function overlappingSubnets(one: string, other: string) {
  return new StackError(
    "overlapping-subnets",
    `The subnets ${one} and ${other} overlap.`,
    invalid("Give every subnet addresses of its own; components may name the same subnet."),
  );
}

export function unknownPeer(rule: string, component: string, peer: string, known: readonly string[]) {
  return new StackError(
    "unknown-rule-peer",
    `The rule "${rule}" of component ${component} names ${JSON.stringify(peer)}, which is neither a component nor a network.`,
    invalid(`Name one of ${known.join(", ")}, or self, cluster, ssh_sources, or a network such as 10.1.0.0/24.`),
  );
}

export function unusablePorts(rule: string, received: string) {
  return new StackError(
    "unusable-ports",
    `The rule "${rule}" has the ports ${JSON.stringify(received)}.`,
    invalid('Write one port such as "22", a range such as "8000-8010", or "*".'),
  );
}
