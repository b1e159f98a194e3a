import { StackError } from "@lambdastack/core/role";

export function ownSetting(name: string, field: string): StackError {
  return new StackError(
    "rabbitmq-own-setting",
    `configuration/rabbitmq sets "${name}" in custom_configurations, which is written by LambdaStack.`,
    { ending: "invalid", hint: `Use ${field}.` },
  );
}

export function samePort(port: number): StackError {
  return new StackError("rabbitmq-same-port", `configuration/rabbitmq uses the port ${port} twice.`, {
    ending: "invalid",
    hint: "amqp_port, tls.port and metrics.port must differ.",
  });
}
