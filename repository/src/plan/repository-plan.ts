import { type BundleRecord, findDocument, type Machine, type RepositoryFacts, systemOf } from "@lambdastack/core";
import type { Lock } from "../lock/lock.ts";
import { megabytes } from "../lock/lock-summary.ts";
import { lockId } from "../lock/lock-text.ts";
import { type Pointing, pointingOf } from "../pointing/pointing.ts";
import type { RepositoryMachine, RepositoryRun } from "../repository-run.ts";
import { releaseContent } from "../serve/release-content.ts";
import { serverHash } from "../serve/server-resources.ts";

/** What the repository would go through. */
export interface RepositoryPlan {
  /** Name of the machine that serves; missing where the user's own repository is used. */
  server?: string;
  /** Missing while versions are not resolved yet. */
  release?: string;
  changes: RepositoryChange[];
}

export interface RepositoryChange {
  action: "make" | "serve" | "set up" | "point";
  what: string;
  machine: string;
  detail: string;
}

/** The first machine of the component `repository` serves. */
export const serversOf = (machines: readonly RepositoryMachine[]): RepositoryMachine[] =>
  machines
    .filter(({ machine }) => machine.components.includes("repository"))
    .sort((a, b) => a.machine.index - b.machine.index);

/** Addresses of the user's own repository and registry, from the shared configuration; empty texts where there is none. */
export function ownRepository({ run }: RepositoryRun): { url: string; registry: string } {
  const shared = findDocument(run.workspace.manifest, "configuration/shared-config")?.specification ?? {};
  const text = (value: unknown): string => (typeof value === "string" ? value.replace(/\/+$/, "") : "");
  return { url: text(shared.custom_repository_url), registry: text(shared.custom_image_registry_address) };
}

/** Whether this cluster has anything to do with a repository. */
export const hasRepository = (repository: RepositoryRun): boolean =>
  serversOf(repository.machines).length > 0 || ownRepository(repository).url !== "";

/** Port of the web server and whether content stays after a teardown. */
export interface RepositoryConfiguration {
  port: number;
  registryPort: number;
  removesContent: boolean;
  stopsServer: boolean;
}

export function configurationOf({ run }: Pick<RepositoryRun, "run">): RepositoryConfiguration {
  const { manifest } = run.workspace;
  const own = (findDocument(manifest, "configuration/repository")?.specification ?? {}) as {
    port?: number;
    teardown?: { disable_http_server?: boolean; remove?: Record<string, boolean> };
  };
  const registry = (findDocument(manifest, "configuration/image-registry")?.specification ?? {}) as { port?: number };
  return {
    port: own.port ?? 80,
    registryPort: registry.port ?? 5000,
    removesContent: Object.values(own.teardown?.remove ?? {}).includes(true),
    stopsServer: own.teardown?.disable_http_server !== false,
  };
}

/** Base address without a slash at its end. */
export function addressOf({ address }: Machine, { port }: Pick<RepositoryConfiguration, "port">): string {
  const host = address.includes(":") ? `[${address}]` : address;
  return port === 80 ? `http://${host}` : `http://${host}:${port}`;
}

/** Everything in which machines and repository are not as they should be, from facts that are known: it asks nobody. */
export function repositoryPlan(repository: RepositoryRun): RepositoryPlan {
  const own = ownRepository(repository);
  const server = own.url === "" ? serversOf(repository.machines)[0] : undefined;
  const facts = server && factsOf(repository, server);
  const release = repository.lock && lockId(repository.lock);
  const changes = [
    ...(server ? serverChanges(repository, { server: server.machine, facts, release }) : []),
    ...pointingChanges(repository, release),
  ];
  return { ...(server && { server: server.machine.name }), ...(release && { release }), changes };
}

const factsOf = ({ run }: RepositoryRun, { machine, isRunning }: RepositoryMachine): RepositoryFacts | undefined =>
  isRunning ? run.facts.get(machine.name)?.repository : undefined;

interface Server {
  server: Machine;
  facts: RepositoryFacts | undefined;
  release: string | undefined;
}

function serverChanges(repository: RepositoryRun, { server, facts, release }: Server): RepositoryChange[] {
  const { lock } = repository;
  const known = facts?.server;
  const machine = server.name;
  const drift = known?.drift ?? [];
  const setUp = known?.hash === serverHash(repository, server) && drift.length === 0;
  const why = drift.length > 0 ? drift.join(", ") : known ? "its settings changed" : "web server and image registry";
  const changes: RepositoryChange[] = setUp ? [] : [{ action: "set up", what: "server", machine, detail: why }];
  if (release === undefined || lock === undefined)
    return [
      ...changes,
      { action: "make", what: "release", machine, detail: `versions are resolved on ${machine} first` },
    ];
  if (known?.release === release && known.releases.includes(release))
    return isRecorded(repository.bundle, facts?.bundles) ? changes : [...changes, carriedBy(repository, machine)];
  if (known?.releases.includes(release))
    return [...changes, { action: "serve", what: `release ${release}`, machine, detail: "it lies there" }];
  return [...changes, { action: "make", what: `release ${release}`, machine, detail: contentOf(lock) }];
}

/** Whether the machine knows that this bundle came last; without one there is nothing to know. */
const isRecorded = (bundle: BundleRecord | undefined, known: readonly BundleRecord[] = []): boolean =>
  bundle === undefined || known.some(({ manifest }) => manifest === bundle.manifest);

function carriedBy({ bundle, lock }: RepositoryRun, machine: string): RepositoryChange {
  const what = lock ? `release ${lockId(lock)}` : "release";
  return { action: "serve", what, machine, detail: `now from bundle ${bundle?.channel} ${bundle?.serial}` };
}

function contentOf(lock: Lock): string {
  const packages = Object.values(lock.systems).reduce((sum, system) => sum + system.packages.length, 0);
  const { artifacts } = releaseContent(lock);
  return `${packages} packages, ${lock.files.length} files, ${lock.images.length} images, ${megabytes(artifacts)} MB`;
}

function pointingChanges(repository: RepositoryRun, release: string | undefined): RepositoryChange[] {
  return chosenMachines(repository).flatMap((one) => {
    const facts = factsOf(repository, one);
    const wanted = pointingFor(repository, one);
    const { pointing } = facts ?? {};
    const machine = one.machine.name;
    const at = placeOf(repository, release);
    if (wanted && pointing?.state === "pointed" && pointing.hash === wanted.hash && facts?.drift.length === 0)
      return [];
    const detail = facts?.drift.length
      ? `${facts.drift.join(", ")} was edited`
      : pointing
        ? `now at ${pointing.release || "an earlier one"}`
        : "";
    return [{ action: "point" as const, what: `at ${at}`, machine, detail }];
  });
}

function placeOf(repository: RepositoryRun, release: string | undefined): string {
  if (ownRepository(repository).url !== "") return "the repository of your own";
  return release === undefined ? "the new release" : `release ${release}`;
}

/** Those that a narrowed run may touch. */
export function chosenMachines({ machines, run }: RepositoryRun): RepositoryMachine[] {
  const { limit } = run.workspace.settings;
  return machines.filter(({ machine }) => limit?.includes(machine.name) ?? true);
}

/** How a machine is to be pointed; undefined while release or key are not known. */
export function pointingFor(repository: RepositoryRun, { machine, os }: RepositoryMachine): Pointing | undefined {
  const { run, key } = repository;
  const gathered = run.facts.get(machine.name);
  const system = gathered?.facts.os ?? os;
  if (!system) return undefined;
  const own = ownRepository(repository);
  const upstreams = releaseUpstreams(repository);
  if (own.url !== "")
    return pointingOf({
      system: systemOf(system),
      base: own.url,
      release: "own",
      registry: own.registry,
      upstreams,
    });
  const server = serversOf(repository.machines)[0];
  const release = repository.lock && lockId(repository.lock);
  if (!server || !release || key === undefined) return undefined;
  const configuration = configurationOf(repository);
  return pointingOf({
    system: systemOf(system),
    base: `${addressOf(server.machine, configuration)}/r/${release}`,
    release,
    key,
    registry: own.registry || registryAddress(server.machine, configuration),
    upstreams,
  });
}

export const registryAddress = ({ address }: Machine, { registryPort }: RepositoryConfiguration): string =>
  `${address}:${registryPort}`;

const releaseUpstreams = ({ lock, upstreams = [] }: RepositoryRun): readonly string[] =>
  lock ? releaseContent(lock).upstreams : upstreams;
