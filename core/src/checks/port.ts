import { described, fields, seconds } from "../resources/schema.ts";
import type { CheckType } from "./check-type.ts";
import { CONNECT } from "./connect.ts";
import { limitOf, untilPassed } from "./until-passed.ts";

export interface PortCheckProps {
  port: number;
  /** Missing: something on the machine listens on the port, on whatever address. */
  address?: string;
  within?: number;
}

export const port: CheckType<PortCheckProps> = {
  name: "port",
  schema: fields(
    {
      port: described("TCP port.", { type: "integer", minimum: 1, maximum: 65_535 }),
      address: described("Where a connection is tried; when missing, the port must be listened on.", {
        type: "string",
        pattern: "^[A-Za-z0-9.:_-]+$",
      }),
      within: described("Seconds until it must hold; 10 when missing.", seconds),
    },
    ["port"],
    { description: "A TCP port that something listens on." },
  ),
  identify: ({ port, address }) => (address === undefined ? String(port) : `${address}:${port}`),
  script: ({ port, address, within }) =>
    address === undefined
      ? untilPassed(LISTENS, within, { port: String(port), hex: port.toString(16).toUpperCase().padStart(4, "0") })
      : untilPassed(ACCEPTS, within, { CHECK_ADDRESS: address, CHECK_PORT: String(port) }),
  timeLimit: limitOf,
};

/** State 0A is LISTEN, see proc(5). */
const LISTENS = `  ! cat /proc/net/tcp /proc/net/tcp6 2>/dev/null | grep -Eq "^ *[0-9]+: [0-9A-F]+:$hex [0-9A-F]+:0000 0A " || return 0
  reason="nothing listens on port $port"
  return 1`;

const ACCEPTS = `  export CHECK_ADDRESS CHECK_PORT
  ! reason=$(${CONNECT} 2>&1) || return 0
  return 1`;
