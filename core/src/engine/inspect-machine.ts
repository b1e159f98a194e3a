import type { Facts } from "../machines/machine.ts";
import type { Session } from "../ssh/session.ts";
import { type Answers, askSections, basicFacts, basicSections } from "./gather-facts.ts";
import type { Section } from "./machine-script.ts";

/** Everything that is told of a machine that is looked at; sizes in bytes. */
export interface MachineDescription extends Facts {
  /** Whole disks as the kernel names them. */
  disks: { name: string; size: number }[];
  /** Mounted file systems that lie on a disk, and `/` whatever it lies on. */
  fileSystems: { path: string; size: number; free: number }[];
  /** Addresses but loopback, in the order of interfaces. */
  addresses: { interface: string; address: string; prefixLength: number }[];
  /** How the login becomes root: it is root, or through sudo without a password. Others get no session. */
  becomesRoot: "is root" | "sudo";
  /** Package managers found, the one used first. */
  packageManagers: string[];
}

const sections: readonly Section[] = [
  {
    name: "disks",
    script: `for disk in /sys/block/*; do
  size=$(cat "$disk/size" 2>/dev/null) || continue
  case \${disk##*/} in loop* | ram* | zram* | dm-* | md* | sr* | fd* | nbd*) continue ;; esac
  [ "$size" -eq 0 ] || echo "\${disk##*/} $((size * 512))"
done`,
  },
  { name: "file systems", script: "df -P -k 2>/dev/null | tail -n +2 || :" },
  {
    name: "addresses",
    script: `if command -v ip >/dev/null; then ip -o address show scope global | awk '{print $2, $4}'
else for address in $(hostname -I 2>/dev/null); do echo "- $address"; done; fi`,
  },
  { name: "login", script: 'echo "$SUDO_USER"' },
  {
    name: "package managers",
    script: "for manager in apt-get dnf yum zypper; do ! command -v $manager >/dev/null || echo $manager; done",
  },
];

/** Reads what `analyse` and `audit` tell of a machine, in one round trip; changes nothing. Throws like `gatherFacts`. */
export async function inspectMachine(session: Session, now: () => number): Promise<MachineDescription> {
  const before = now();
  const answers = await askSections(session, [...basicSections, ...sections]);
  return { ...basicFacts(session.machine, answers, (before + now()) / 2), ...described(answers) };
}

function described(answer: Answers): Omit<MachineDescription, keyof Facts> {
  return {
    disks: words(answer("disks")).map(([name = "", size]) => ({ name, size: Number(size) })),
    fileSystems: words(answer("file systems")).flatMap(fileSystem),
    addresses: words(answer("addresses")).map(([name = "", text = ""]) => {
      const [address = "", length] = text.split("/");
      const full = address.includes(":") ? 128 : 32;
      return { interface: name.replace(/@.*/, ""), address, prefixLength: Number(length ?? full) };
    }),
    becomesRoot: answer("login").trim() === "" ? "is root" : "sudo",
    packageManagers: words(answer("package managers")).map(([name = ""]) => name),
  };
}

/** `df -P`: device, KiB in all, used, free, use in percent, path, which alone may hold blanks. */
function fileSystem([device = "", size, , free, , ...path]: string[]): MachineDescription["fileSystems"] {
  const mounted = path.join(" ");
  const isOnDisk = mounted === "/" || (device.startsWith("/dev/") && !mounted.startsWith("/run/"));
  return isOnDisk ? [{ path: mounted, size: Number(size) * 1024, free: Number(free) * 1024 }] : [];
}

function words(text: string): string[][] {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  return lines.map((line) => line.trim().split(/\s+/));
}
