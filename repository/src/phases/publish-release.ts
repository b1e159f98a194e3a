import { type Phase, writeRepositoryFile } from "@lambdastack/core";
import { lockId } from "../lock/lock-text.ts";
import {
  addressOf,
  configurationOf,
  hasRepository,
  ownRepository,
  registryAddress,
  serversOf,
} from "../plan/repository-plan.ts";
import type { RepositoryRun } from "../repository-run.ts";
import { makeRelease, publicKey, serveRelease } from "../serve/make-release.ts";
import { servedElsewhere } from "./served-elsewhere.ts";

/** Makes the release, tries it with real clients, and only then serves it. */
export const publishRelease: Phase<RepositoryRun> = {
  name: "publish-release",
  title: "Making the release",
  skip: servedElsewhere,
  async run(repository) {
    const { run, machines, lock } = repository;
    const server = serversOf(machines)[0]?.machine;
    if (!server || !lock) throw new Error("a release is made before it is known");
    const session = await run.sessions.get(server.name);
    const gathered = run.facts.get(server.name);
    if (!gathered) throw new Error(`no facts of ${server.name}`);
    const id = lockId(lock);
    const base = addressOf(server, configurationOf(repository));
    if (!gathered.repository.server?.releases.includes(id)) await makeRelease({ session, lock, base });
    await serveRelease(session, id, repository.bundle);
    repository.key = await publicKey(session);
    return `release ${id} is served`;
  },
};

/** Writes all that others know of the repository. */
export const recordRepository: Phase<RepositoryRun> = {
  name: "record-repository",
  title: "Recording the repository",
  skip: (repository) => (hasRepository(repository) ? undefined : "there is no component repository"),
  async run(repository) {
    const { run, machines, lock, key } = repository;
    const own = ownRepository(repository);
    const server = serversOf(machines)[0]?.machine;
    const configuration = configurationOf(repository);
    const systems = lock ? Object.keys(lock.systems).sort() : [];
    repository.file =
      own.url !== "" || !server || !lock
        ? { kind: "repository", version: 1, address: own.url, ...registryOf(own.registry), release: "own", systems }
        : {
            kind: "repository",
            version: 1,
            machine: server.name,
            address: addressOf(server, configuration),
            ...registryOf(own.registry || registryAddress(server, configuration)),
            release: lockId(lock),
            ...(key !== undefined && { key }),
            systems,
          };
    await writeRepositoryFile(run.folder.root, repository.file);
    return undefined;
  },
};

const registryOf = (registry: string): { registry?: string } => (registry === "" ? {} : { registry });
