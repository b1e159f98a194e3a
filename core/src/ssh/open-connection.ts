import { connect as connectSocket } from "node:net";
import type { Duplex } from "node:stream";
import type { ClientChannel } from "ssh2";
import { algorithms } from "./algorithms.ts";
import type { HostKeyCheck } from "./host-key.ts";
import type { Target } from "./session.ts";

/** Seconds between questions to a silent machine, and how many may stay unanswered. */
const keepalive = { interval: 5, count: 3 };

/** One authenticated connection. */
export interface Connection {
  /** Opens the channel that a command runs on. */
  exec(command: string): Promise<CommandChannel>;
  /** Called once, with the reason in words, when the connection ends for whatever reason. */
  onLost(listener: (reason: string) => void): void;
  /** A connection from that machine on to another address. Our agent and keys stay here. */
  forward(address: string, port: number): Promise<Duplex>;
  end(): void;
}

export type CommandChannel = Duplex & Pick<ClientChannel, "stderr">;

/** Why one attempt to connect failed. */
export interface ConnectFailure {
  reason: string;
  /** True where the machine may simply have been too busy to talk to us. */
  passing: boolean;
  cause: unknown;
}

export interface Attempt {
  target: Target;
  privateKey: string;
  hostKey: HostKeyCheck;
  /** Seconds for TCP, key exchange and authentication together. */
  timeLimit: number;
  signal?: AbortSignal | undefined;
  /** The way there, where it is not a TCP connection from here. */
  socket?: Duplex | undefined;
}

/** One attempt. The only place that loads node-ssh, and not before it is needed. */
export async function openConnection(attempt: Attempt): Promise<Connection | ConnectFailure> {
  const { NodeSSH } = await import("node-ssh");
  const { address, port } = attempt.target;
  const ssh = new NodeSSH();
  const socket = attempt.socket ?? connectSocket({ host: address, port, noDelay: true });
  const abort = (): unknown => socket.destroy();
  attempt.signal?.addEventListener("abort", abort);
  const connecting = ssh.connect(configuration(attempt, socket));
  const client = ssh.connection;
  let lost: string | undefined;
  let listener: ((reason: string) => void) | undefined;
  const lose = (reason: string): void => {
    lost ??= reason;
    listener?.(lost);
    listener = undefined;
  };
  client?.on("error", (error: Error) => lose(inWords(error, attempt)));
  client?.on("close", () => lose("the connection was closed"));
  try {
    await connecting;
  } catch (cause) {
    socket.destroy();
    return { reason: inWords(cause as SshError, attempt), passing: isPassing(cause as SshError), cause };
  } finally {
    attempt.signal?.removeEventListener("abort", abort);
  }
  return {
    exec: (command) =>
      new Promise((resolve, reject) => {
        client?.exec(command, (error, channel) => (error ? reject(error) : resolve(channel)));
      }),
    onLost(listen) {
      if (lost === undefined) listener = listen;
      else listen(lost);
    },
    forward: (to, toPort) =>
      new Promise((resolve, reject) => {
        client?.forwardOut("127.0.0.1", 0, to, toPort, (error, channel) => (error ? reject(error) : resolve(channel)));
      }),
    end: () => ssh.dispose(),
  };
}

function configuration({ target, privateKey, hostKey, timeLimit }: Attempt, socket: Duplex) {
  return {
    sock: socket,
    username: target.user,
    privateKey,
    authHandler: ["publickey" as const],
    algorithms: algorithms(hostKey.pinnedTypes),
    hostVerifier: (key: Buffer) => hostKey.accept(key),
    readyTimeout: timeLimit * 1000,
    keepaliveInterval: keepalive.interval * 1000,
    keepaliveCountMax: keepalive.count,
  };
}

type SshError = Error & { code?: string; level?: string };

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: "the connection was refused, nothing listens there",
  EHOSTUNREACH: "there is no route to it",
  ENETUNREACH: "there is no route to it",
  ENOTFOUND: "its address does not resolve",
  EAI_AGAIN: "its address does not resolve",
  ECONNRESET: "it reset the connection",
  EPIPE: "it closed the connection",
};

function inWords(error: SshError, { target, timeLimit }: Attempt): string {
  if (error.level === "client-authentication") {
    return `authentication failed, it does not accept this key for user ${target.user}`;
  }
  if (error.message === "Keepalive timeout") return `it went silent for ${keepalive.interval * keepalive.count} s`;
  if (error.level === "client-timeout" || error.code === "ETIMEDOUT")
    return `timed out, no answer within ${timeLimit} s`;
  return reasons[error.code ?? ""] ?? error.message;
}

/** What sshd does to handshakes beyond its MaxStartups looks like this too. */
function isPassing(error: SshError): boolean {
  if (error.level === "client-timeout" || error.code === "ETIMEDOUT") return true;
  return ["ECONNRESET", "EPIPE"].includes(error.code ?? "") || /before handshake|kex_exchange/.test(error.message);
}
