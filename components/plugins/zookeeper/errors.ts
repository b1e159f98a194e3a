import { StackError } from "@lambdastack/core/role";

export function ownSetting(key: string, field: string): StackError {
  return new StackError(
    "zookeeper-own-setting",
    `configuration/zookeeper sets "${key}" in static_config_file.configurable_block.`,
    { ending: "invalid", hint: `That is written by LambdaStack: ${field}.` },
  );
}

export function noSetting(line: string): StackError {
  return new StackError(
    "zookeeper-no-setting",
    `configuration/zookeeper has the line ${JSON.stringify(line)} in static_config_file.configurable_block.`,
    { ending: "invalid", hint: "A line is key=value, empty, or begins with #." },
  );
}

export function samePorts(ports: readonly number[]): StackError {
  return new StackError("zookeeper-same-ports", `configuration/zookeeper uses a port twice: ${ports.join(", ")}.`, {
    ending: "invalid",
    hint: "client_port, peer_port and election_port must differ.",
  });
}

export function sameNumber(first: string, second: string, number: number): StackError {
  return new StackError(
    "zookeeper-same-number",
    `The machines ${first} and ${second} both have the number ${number}, which is their id in the ensemble.`,
    {
      ending: "invalid",
      hint: "Let one component bring the role zookeeper, so that its machines have numbers of their own.",
    },
  );
}

export function numberTooHigh(machine: string, number: number): StackError {
  return new StackError(
    "zookeeper-number-too-high",
    `The machine ${machine} has the number ${number}, and an id in a ZooKeeper ensemble is at most 254.`,
    { ending: "invalid", hint: "Give the component a new name: its machines are numbered from 1 then." },
  );
}

export function dataLost(staying: number, all: number): StackError {
  return new StackError(
    "zookeeper-data-lost",
    `${all - staying} of ${all} members would go at once, and what the ensemble agreed on may be on none of the ${staying} that stay.`,
    { ending: "refused", hint: "Let fewer go at a time: apply with a count in between, then once more." },
  );
}
