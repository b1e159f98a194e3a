import { defineTask } from "@lambdastack/core/role";
import { brokerEnvironment, brokersOf, controllersOf, usesKraft } from "../brokers.ts";
import type { KafkaConfig } from "../config.ts";
import { controllersGo } from "../errors.ts";
import { canMove, hasLeft, holdsNothing, leave } from "../replica-scripts.ts";

/** A broker may go when it is no controller, and its replicas find places on those that stay, where they go first. */
export default defineTask<KafkaConfig>((context) => {
  const { config, leaving = [], resource } = context;
  const brokers = brokersOf(context);
  const staying = brokers.filter(({ name }) => !leaving.some((one) => one.name === name));
  const environment = brokerEnvironment(context, staying);
  if (staying.length === 0)
    return [resource.check({ name: "asking kafka what it holds", environment, run: holdsNothing, within: 1 })];
  if (usesKraft(config)) {
    const [before, after] = [brokers, staying].map((all) => controllersOf(config, all).map(({ name }) => name));
    if (before?.join() !== after?.join()) throw controllersGo(before ?? [], after ?? []);
  }
  return [
    resource.check({ name: "asking kafka where its replicas could go", environment, run: canMove, within: 1 }),
    resource.command({
      name: "kafka leaves its cluster",
      environment,
      unless: hasLeft,
      independent: true,
      run: leave,
      timeLimit: 7200,
    }),
  ];
});
