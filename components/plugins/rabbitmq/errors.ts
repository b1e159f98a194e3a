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

export function noPort(): StackError {
  return new StackError(
    "rabbitmq-no-port",
    "configuration/rabbitmq has tls.only without tls.enable, which leaves no port to clients.",
    {
      ending: "invalid",
      hint: "Set tls.enable: true as well.",
    },
  );
}
