import type { PackageSource } from "@lambdastack/core";

/** What differs between the families of operating systems, one folder each in `repository/os/`. */
export interface OsFamily {
  name: "debian" | "rhel";
  /** Systems that packages can be resolved for, by name. */
  systems: Readonly<Record<string, System>>;
  resolve: Resolver;
  serve: ServingPart;
  point: PointingPart;
}

/** How a machine of the family serves: POSIX sh beside `repository/programs/`, whose heads say what stands before them. */
export interface ServingPart {
  /** Folder of a release that packages of this family lie in. */
  folder: "apt" | "rpm";
  /** Makes packages of the store installable before the server exists. */
  bootstrap: string;
  /** The function of `release.sh` that indexes a system's packages: `index_` and the folder. */
  index: string;
  /** A client's look at a release that is not served yet; it needs what `served/requirements.yml` beside it names. */
  probe: string;
}

/** Where a machine is to install from. */
export interface PackageOrigin {
  /** Address of a flat repository, `http:` or `file:`. */
  uri: string;
  /** Public key that signs it, ASCII-armoured; missing: it is trusted for lying on the machine itself or being the user's own. */
  key?: string;
}

export interface PointingPart {
  /** Files among the machine's own, as drop-ins, by path. */
  dropIns(origin: PackageOrigin): Readonly<Record<string, string>>;
  /** Files in our own folder, by path in it. */
  files(origin: PackageOrigin): Readonly<Record<string, string>>;
  /** Paths whose time is given back at a teardown. */
  times: readonly string[];
  /** The functions `prepare` and `try` of `point.sh`. */
  program: string;
}

export interface System {
  /** Other spellings of its name, such as `ubuntu-1904`. */
  spellings?: readonly string[];
  /** What someone should know before choosing it; printed as a warning. */
  warning?: string;
  /** Where the distribution's packages lie, by architecture where that differs; none: those of the machine that resolves. */
  archives(architecture: string): readonly Archive[];
}

/** A package source of the distribution itself. */
export interface Archive {
  /** Last part of its address, by which a mirror is known for one of the same archive, such as `debian-security`. */
  name: string;
  /** Its public address. */
  uri: string;
  /** dnf: folder below the address, the same on every mirror. */
  path?: string;
  suite?: string;
  components?: readonly string[];
  /** Keyring on the machine that resolves; `-`: none, https vouches for it. */
  key: string;
}

/** Packages to be resolved for one system. */
export interface ResolutionRequest {
  system: string;
  architectures: readonly string[];
  /** Addresses that go before the archives' own where their last part is the same. */
  mirrors: readonly string[];
  /** Third-party sources, by a name that is unique in the request. */
  sources: Readonly<Record<string, PackageSource & { content: Buffer }>>;
  wanted: readonly WantedPackages[];
  /** What machines have, by name, in the form that the family's package manager keeps it. */
  statuses: Readonly<Record<string, string>>;
  /** Versions that a package keeps where its source still has them. */
  pins: readonly { name: string; version: string }[];
}

/** Packages that are installed together on a machine. */
export interface WantedPackages {
  role: string;
  packages: readonly { name: string; version?: string; source?: string }[];
  /** Names in `sources`. */
  sources: readonly string[];
  /** Name in `statuses`; an empty machine when missing. */
  status?: string;
}

/** Resolves packages with the system's own package manager, on this computer or on a machine. */
export interface Resolver {
  /** POSIX sh program that reads the request from the folder `$request`; its head says how. */
  program: string;
  /** POSIX sh program that prints what a machine has, in the form of `statuses`. */
  status: string;
  /** Contents of that folder, by path. */
  tables(request: ResolutionRequest): Readonly<Record<string, string | Buffer>>;
}
