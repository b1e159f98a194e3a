import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { providerMirror, useMirror } from "./provider-mirror.ts";

/** An emulator of Amazon's API on loopback, and what leads Terraform and the SDK to it. */
export interface AwsEmulator {
  environment: Record<string, string>;
  stop(): Promise<void>;
}

interface Requirements {
  python: string;
  mirror: string;
}

/** What the tests need and this computer has; says loudly what is missing. */
export function awsRequirements(): Requirements | undefined {
  const python = pythonWithMoto();
  const mirror = providerMirror();
  const missing = [
    ...(spawnSync("terraform", ["version"]).status === 0 ? [] : ["terraform in PATH"]),
    ...(python === undefined ? ["python3 with the package moto[server]"] : []),
    ...(mirror === undefined ? ["a folder of providers with registry.terraform.io/hashicorp/aws"] : []),
  ];
  if (missing.length === 0 && python && mirror) return { python, mirror };
  process.stderr.write(`\nSKIPPED: tests of aws on an emulator (missing: ${missing.join("; ")})\n\n`);
  return undefined;
}

/** The interpreter itself, so that the process we start is the one we end. */
function pythonWithMoto(): string | undefined {
  const asked = spawnSync("python3", ["-c", "import sys, moto.server; print(sys.executable)"], { encoding: "utf8" });
  return asked.status === 0 ? asked.stdout.trim() : undefined;
}

/** Names and owners of the images that the product asks for; moto's own are older. */
const images = [
  ["099720109477", "ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-amd64-server-20250101"],
  ["099720109477", "ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-20250101"],
  ["136693071363", "debian-12-amd64-20250101-1"],
  ["309956199498", "RHEL-9.5.0_HVM-20250101-x86_64-0-Hourly2-GP3"],
  ["764336703387", "AlmaLinux OS 9.5.20250101 x86_64"],
];

export async function startAws({ python, mirror }: Requirements): Promise<AwsEmulator> {
  const folder = mkdtempSync(join(tmpdir(), "aws-emulator-"));
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  writeFileSync(join(folder, "images.json"), JSON.stringify(images.map(asImage)));
  const log = openSync(join(folder, "moto.log"), "w");
  const server = spawn(python, [join(import.meta.dirname, "moto-server.py"), "-H", "127.0.0.1", "-p", `${port}`], {
    env: { ...process.env, MOTO_AMIS_PATH: join(folder, "images.json") },
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  await answering(server, `${endpoint}/moto-api/data.json`);
  const environment = {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: "testing",
    AWS_SECRET_ACCESS_KEY: "testing-secret",
    AWS_EC2_METADATA_DISABLED: "true",
    ...useMirror(mirror, folder),
  };
  const stop = async (): Promise<void> => {
    const ended = once(server, "exit");
    server.kill("SIGTERM");
    await ended;
    rmSync(folder, { recursive: true });
  };
  return { environment, stop };
}

function asImage([owner_id, name]: string[], place: number): Record<string, unknown> {
  return {
    ami_id: `ami-${String(place + 1).padStart(17, "0")}`,
    owner_id,
    name,
    description: name,
    image_location: name,
    image_type: "machine",
    state: "available",
    public: true,
    architecture: "x86_64",
    root_device_type: "ebs",
    root_device_name: "/dev/sda1",
    virtualization_type: "hvm",
    hypervisor: "xen",
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  return typeof address === "object" && address ? address.port : 0;
}

async function answering(server: ChildProcess, url: string): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (server.exitCode !== null) throw new Error(`moto ended with ${server.exitCode}`);
    if (
      await fetch(url).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      return;
    await wait(100);
  }
  throw new Error("moto did not answer within 20 s");
}
