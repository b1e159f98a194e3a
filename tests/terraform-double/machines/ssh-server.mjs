import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { delimiter, join } from "node:path";
import ssh2 from "ssh2";

/**
 * The SSH server of every machine of the fake cloud at once: any user logs in with any key and is root in the
 * namespace that `enter.sh` made. Each address keeps a /var/lib of its own, and has the name and the private address that
 * the fake cloud gave. It shows that the product logs in, and nothing about the images of a cloud.
 */
export function serveMachines(folder, cloud) {
  const { private: hostKey } = ssh2.utils.generateKeyPairSync("ed25519");
  const programs = join(folder, "programs");
  mkdirSync(programs, { recursive: true });
  const sudo = '#!/bin/sh\nuntil [ "$1" = -- ]; do shift; done\nshift\nexec "$@"\n';
  writeFileSync(join(programs, "sudo"), sudo, { mode: 0o755 });
  const env = { ...process.env, PATH: `${programs}${delimiter}${process.env.PATH}` };
  const listener = createServer((socket) => {
    const disk = join(folder, socket.localAddress);
    mkdirSync(disk, { recursive: true });
    const { name, address } = machineAt(socket.localAddress, cloud.all());
    const execute = (command, channel) => run(command, channel, { words: [disk, name, address], env });
    new ssh2.Server({ hostKeys: [hostKey] }, (client) => welcome(client, execute)).injectSocket(socket);
  });
  return new Promise((resolve) => listener.listen(22, "0.0.0.0", () => resolve()));
}

function welcome(client, execute) {
  client.on("error", () => undefined);
  client.on("authentication", (login) => (login.method === "publickey" ? login.accept() : login.reject(["publickey"])));
  client.on("session", (accept) =>
    accept().on("exec", (acceptExec, _reject, { command }) => execute(command, acceptExec())),
  );
}

const types = ["azurerm_linux_virtual_machine", "google_compute_instance"];

/** The machine that has this address, private or public. */
function machineAt(address, resources) {
  const found = Object.values(resources).find(
    ({ type, values }) => types.includes(type) && JSON.stringify(values).includes(`"${address}"`),
  );
  const { name = "nobody", private_ip_address, network_interface: [card] = [] } = found?.values ?? {};
  return { name, address: private_ip_address ?? card?.network_ip ?? address };
}

const asMachine = `set -e
mount --bind "$1" /var/lib
hostname "$2"
ip address add "$3/32" dev lo
exec /bin/sh -c "$4"`;

function run(command, channel, { words, env }) {
  const own = ["--mount", "--uts", "--net"];
  const child = spawn("unshare", [...own, "/bin/sh", "-c", asMachine, "sh", ...words, command], { env });
  channel.pipe(child.stdin);
  child.stdin.on("error", () => undefined);
  child.stdout.pipe(channel, { end: false });
  child.stderr.pipe(channel.stderr, { end: false });
  child.on("close", (code) => {
    channel.exit(code ?? 1);
    channel.end();
  });
}
