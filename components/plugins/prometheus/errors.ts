import { StackError } from "@lambdastack/core/role";

export function otherConfigurationFile(given: string, expected: string): StackError {
  return new StackError(
    "prometheus-other-configuration-file",
    `configuration/prometheus has the flag --config.file=${given}, but its file is ${expected}.`,
    { ending: "invalid", hint: "Leave the flag out, and set config_directory." },
  );
}
