/** The operating system of a machine, in the words of its `/etc/os-release`. */
export interface OperatingSystem {
  /** `ID`, such as `debian`. */
  id: string;
  /** `VERSION_ID`, such as `12`. */
  version: string;
  /** `VERSION_CODENAME`, such as `bookworm`; empty where the OS has none. */
  codename: string;
  /** The package family that decides which package manager is used. */
  family: "debian" | "rhel";
  /** `uname -m`, such as `x86_64`. */
  architecture: string;
}

/** One computer that roles run on, as tasks, templates and the inventory see it. Plain data. */
export interface Machine {
  /** `<prefix>-<cluster>-<component>-<n>`, or the document's name with provider `any`. Unique in the cluster. */
  name: string;
  /** The name the machine has for itself. */
  hostname: string;
  /** The address that other machines of the cluster use; opaque token while not known. */
  address: string;
  /** The address that the controller connects to; the same as `address` where there is no other. */
  sshAddress: string;
  sshPort: number;
  /** The component it was born for. */
  component: string;
  /** Every component that the machine belongs to. */
  components: string[];
  /** Roles of all its components, in plugin spelling (hyphens), without doubles. */
  roles: string[];
  /** Number within its component, given once, from 1. */
  index: number;
  os?: OperatingSystem;
}

/** What was read from the machine in the first round trip of a run. */
export interface Facts {
  os: OperatingSystem;
  hostname: string;
  /** Whole memory in bytes. */
  memory: number;
  processors: number;
  /** Seconds the machine's clock is ahead of the controller's; negative when behind. */
  timeSkew: number;
  /** Lineage found in the ownership mark; undefined on an unmarked machine. */
  lineage?: string;
}
