import type { StackError } from "../errors/stack-error.ts";
import type { Events } from "../events/event.ts";
import { fingerprint, formatPublicKey } from "../keys/public-key.ts";
import { hostKeyChanged } from "./errors.ts";
import { type PinnedKey, pinHostKey, pinnedKeys } from "./known-hosts.ts";
import type { Target } from "./session.ts";

/** Judges the key that a machine presents. One per connection attempt. */
export interface HostKeyCheck {
  /** Key types already pinned; they are asked for first. */
  pinnedTypes: string[];
  /** False refuses the connection. */
  accept(blob: Buffer): boolean;
  /** The reason of a refusal. */
  refusal(): StackError | undefined;
  /** Records a key that was not known. Called once the machine has proved that the key is its own. */
  remember(events: Events): void;
}

export function checkHostKey(target: Target): HostKeyCheck {
  const pins = pinnedKeys(target.knownHostsPath, target.address, target.port);
  let presented: string | undefined;
  const isKnown = (): boolean => pins.some((pin) => pin.publicKey === presented);
  return {
    pinnedTypes: pins.map((pin) => pin.type),
    accept(blob) {
      presented = formatPublicKey(blob);
      return pins.length === 0 || isKnown();
    },
    refusal() {
      const [pin] = pins;
      return pin === undefined || presented === undefined || isKnown() ? undefined : changed(target, pins, presented);
    },
    remember(events) {
      if (presented !== undefined && pins.length === 0) accepted(target, presented, events);
    },
  };
}

function changed(target: Target, pins: readonly PinnedKey[], received: string): StackError {
  const type = received.split(" ")[0];
  const pin = pins.find((candidate) => candidate.type === type) ?? pins[0];
  if (pin === undefined) throw new Error("A key changes only where one is pinned.");
  return hostKeyChanged(target, {
    pinned: fingerprint(pin.publicKey),
    received: fingerprint(received),
    file: target.knownHostsPath,
    line: pin.line,
    sourceLine: pin.sourceLine,
  });
}

function accepted(target: Target, presented: string, events: Events): void {
  pinHostKey(target.knownHostsPath, target.address, target.port, presented);
  const message = `Host key of ${target.machine} (${target.address}) accepted at the first connection and pinned: ${fingerprint(presented)}`;
  events.emit({ type: "note", message });
}
