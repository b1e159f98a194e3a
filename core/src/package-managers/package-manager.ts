/** What is known of a package on a machine. */
export interface ObservedPackage {
  /** dpkg's words on every family: `not-installed`, `installed`, `half-configured` …; `reinst-required` comes before it. */
  status: string;
  version?: string;
}

/** What is wanted of one package. */
export interface WantedPackage {
  name: string;
  /** Exact, or a prefix ending in `*`. */
  version?: string;
}

/** How what the sources of a machine offer of a package stands to what is installed. */
export type Offer = "newer" | "same" | "older" | "nothing" | "not-installed";

/** Going back to the packages that an upgrade exchanged. One step of an upgrade is under way on a machine at a time. */
export interface FormerPackages {
  /** Script that prints `name version` of every package that these would replace, and whose version can be had no more. */
  missing(packages: readonly WantedPackage[]): string;
  /**
   * Script that keeps what these packages are about to replace, with all that comes along. `of` names the step: what was
   * kept of the same one stays.
   */
  keep(of: string, packages: readonly WantedPackage[]): string;
  /** Script that exchanges them again for exactly what was kept, and prints `name version` of each. */
  bringBack(of: string): string;
  forget(): string;
}

/** How the packages of one OS family are looked at and changed. Every script never asks and waits for other package managers. */
export interface PackageManager {
  /**
   * Read-only script that serves all packages of a batch. Prints a line per installed package, `name status flag version`
   * in dpkg's words; one that is not installed may have none.
   */
  observe(names: readonly string[]): string;
  /** Script that installs a package, at the wanted version also when that is an older one. */
  install(wanted: WantedPackage): string;
  /** Script that removes a package; its changed configuration and its data stay. */
  remove(name: string): string;
  /**
   * Script that asks the sources anew and prints a line per package, `name installed offered order version=order...`: a
   * version or `-`, and an `Offer`; then every version that the sources have, newest first. What is offered is what an installation would take, or the newest that there is where all are older than what
   * is installed. Missing where the family cannot be asked.
   */
  offers?(packages: readonly WantedPackage[]): string;
  /** Missing where the family cannot go back. */
  former?: FormerPackages;
  /** Whether an installed version, as `observe` prints it, is the wanted one. */
  isVersion(installed: string, wanted: string): boolean;
}
