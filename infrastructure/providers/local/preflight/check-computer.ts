import { access, readFile } from "node:fs/promises";
import { release } from "node:os";
import { join } from "node:path";
import { hierarchies } from "../computer/control-groups.ts";
import { attempt, searchPath } from "../computer/run.ts";
import { computerNotReady } from "../errors.ts";
import { files, type Missing, type MissingProgram, programs } from "./missing.ts";

interface Finding {
  reason: string;
  remedy: string;
}

/** Throws `computer-not-ready` once for everything that is missing, with the commands that mend it. Changes nothing. */
export async function checkComputer(): Promise<void> {
  const findings = (
    await Promise.all([root(), linux(), overlay(), networkNamespaces(), bridge(), controlGroups(), packetFilter()])
  ).flat();
  const lacking = await missingPrograms();
  const missing: Missing = {
    reasons: findings.map(({ reason }) => reason),
    remedies: [...new Set(findings.map(({ remedy }) => remedy))],
    programs: lacking,
    packages: [...new Set(lacking.map(({ debianPackage }) => debianPackage))],
  };
  if (missing.reasons.length + missing.programs.length > 0) throw computerNotReady(missing);
}

async function root(): Promise<Finding[]> {
  if (process.getuid?.() === 0) return [];
  return [{ reason: "the rights of root", remedy: "Run the same command as root, with sudo for example." }];
}

async function linux(): Promise<Finding[]> {
  return process.platform === "linux"
    ? []
    : [{ reason: "Linux", remedy: "Use a Linux computer, or another provider." }];
}

async function overlay(): Promise<Finding[]> {
  const known = /\toverlay$/m.test(await readText("/proc/filesystems"));
  return known || (await hasKernelModule("overlay")) ? [] : [kernelFeature("overlayfs", "overlay")];
}

async function networkNamespaces(): Promise<Finding[]> {
  return (await exists("/proc/self/ns/net")) ? [] : [kernelFeature("network namespaces", "CONFIG_NET_NS")];
}

/** Tried in a network namespace that ends with the attempt: /sys and /proc do not tell of it on every computer. */
async function bridge(): Promise<Finding[]> {
  if (process.getuid?.() !== 0) return [];
  const { status, stderr } = await attempt("unshare", ["--net", "ip", "link", "add", "probe", "type", "bridge"]);
  const isTold = status === 0 || status === 127;
  return isTold ? [] : [kernelFeature(`bridges (${stderr.trim()})`, "bridge")];
}

async function controlGroups(): Promise<Finding[]> {
  if ((await hierarchies()).length > 0) return [];
  const remedy = "Mount control groups: mount -t cgroup2 cgroup2 /sys/fs/cgroup";
  return [{ reason: "control groups below /sys/fs/cgroup", remedy }];
}

/** Asks only where nft is there and may answer: what else is missing has its own line. */
async function packetFilter(): Promise<Finding[]> {
  if (process.getuid?.() !== 0) return [];
  const { status } = await attempt("nft", ["list", "tables"]);
  return status === 0 || status === 127 ? [] : [kernelFeature("nftables", "nf_tables")];
}

async function missingPrograms(): Promise<MissingProgram[]> {
  const wanted = Object.entries(programs).flatMap(([debianPackage, names]) =>
    names.map((program) => ({ program, debianPackage })),
  );
  const found = await Promise.all(wanted.map(({ program }) => isInstalled(program)));
  const keys = Object.entries(files).flatMap(([debianPackage, paths]) =>
    paths.map((program) => ({ program, debianPackage })),
  );
  const present = await Promise.all(keys.map(({ program }) => exists(program)));
  return [...wanted.filter((_, index) => !found[index]), ...keys.filter((_, index) => !present[index])];
}

async function isInstalled(program: string): Promise<boolean> {
  const found = await Promise.all(searchPath.split(":").map((directory) => exists(join(directory, program))));
  return found.some(Boolean);
}

/** A module that is loaded when it is first needed. */
async function hasKernelModule(name: string): Promise<boolean> {
  const directory = `/lib/modules/${release()}`;
  const texts = await Promise.all(["modules.builtin", "modules.dep"].map((file) => readText(join(directory, file))));
  return texts.some((text) => text.includes(`/${name}.ko`));
}

function kernelFeature(reason: string, name: string): Finding {
  return { reason: `the kernel feature ${reason}`, remedy: `Use a kernel with ${name}; Debian's own has it.` };
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

async function readText(path: string): Promise<string> {
  return readFile(path, "utf8").catch(() => "");
}
