import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { localSession } from "./fixtures/local-session.ts";
import { temporaryFolder } from "./fixtures/machine-run.ts";
import { inspectMachine } from "./inspect-machine.ts";

const stand = {
  disks: "sda 1000204886016\nnvme0n1 512110190592\n",
  "file systems": [
    "overlay 41152736 12000000 27000000 31% /",
    "tmpfs 100 0 100 0% /run",
    "/dev/sda1 1024 24 1000 3% /srv/two words",
  ].join("\n"),
  addresses: "eth0@if7 10.0.0.4/24\neth0@if7 2001:db8::4/64\n",
  login: "operations\n",
  "package managers": "apt-get\n",
};

/** Answers the sections named in `stand`, and what this computer says of the others. */
function machine() {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "os-release"), "ID=debian\nVERSION_ID=12\n");
  const session = localSession(folder);
  const run: typeof session.run = async (step) => {
    const script = step.script.replaceAll("/etc/os-release", join(folder, "os-release"));
    return session.run({ ...step, script: answering(script) });
  };
  return { ...session, run };
}

function answering(script: string): string {
  const parts = script.split(/(?=^\(\n:\n)/m);
  const first = parts.length - Object.keys(stand).length;
  return parts
    .map((part, index) => {
      const answer = Object.values(stand)[index - first];
      if (answer === undefined) return part;
      return part.replace(/^\(\n:\n[\s\S]*?\n\) <\/dev\/null/, () => `(\n:\ncat <<'END'\n${answer}\nEND\n) </dev/null`);
    })
    .join("");
}

it("describes a machine in one round trip", async () => {
  const asked = machine();

  const found = await inspectMachine(asked, Date.now);

  expect(asked.steps).toHaveLength(1);
  expect(found).toMatchObject({
    os: { id: "debian", version: "12" },
    disks: [
      { name: "sda", size: 1_000_204_886_016 },
      { name: "nvme0n1", size: 512_110_190_592 },
    ],
    fileSystems: [
      { path: "/", size: 41_152_736 * 1024, free: 27_000_000 * 1024 },
      { path: "/srv/two words", size: 1024 * 1024, free: 1000 * 1024 },
    ],
    addresses: [
      { interface: "eth0", address: "10.0.0.4", prefixLength: 24 },
      { interface: "eth0", address: "2001:db8::4", prefixLength: 64 },
    ],
    becomesRoot: "sudo",
    packageManagers: ["apt-get"],
  });
});

it("asks a real computer in a way that its shell understands", async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "os-release"), "ID=debian\nVERSION_ID=12\n");
  const session = localSession(folder);
  const run: typeof session.run = (step) =>
    session.run({ ...step, script: step.script.replaceAll("/etc/os-release", join(folder, "os-release")) });

  const found = await inspectMachine({ ...session, run }, Date.now);

  expect(found.fileSystems.find(({ path }) => path === "/")?.size).toBeGreaterThan(0);
  expect(found.disks.every(({ name, size }) => name !== "" && size > 0)).toBe(true);
});
