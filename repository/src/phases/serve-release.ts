import { type Phase, writeFileAtomic, writeRepositoryFile } from "@lambdastack/core";
import { downloadThere } from "../fill/download-there.ts";
import { uploadStore } from "../fill/upload-store.ts";
import { lockText } from "../lock/lock-text.ts";
import type { RepositoryRun } from "../repository-run.ts";
import { makeRelease } from "../serving/make-release.ts";
import { releaseOf } from "../serving/release-id.ts";
import { addressOf, serverOf } from "../serving/server-machine.ts";

/** Fills the repository machine, makes a release of it and serves that. Machines still install from the one before. */
export const serveRelease: Phase<RepositoryRun> = {
  name: "serve-release",
  title: "Serving packages",
  skip: ({ plan }) => {
    if (plan?.server === undefined) return "the cluster has no repository";
    return plan.changes.length === 0 ? "machines are pointed at it" : undefined;
  },
  async run(repository) {
    const { run, offline } = repository;
    const server = serverOf(repository.machines)?.machine;
    if (!server) throw new Error("a release is served without a machine");
    const session = await run.sessions.get(server.name);
    const lock =
      offline === undefined
        ? await downloadThere(repository, session)
        : await uploadStore(repository, session, offline);
    await writeFileAtomic(run.folder.repositoryLock, lockText(lock));
    const release = releaseOf(lock);
    const key = await makeRelease(session, lock);
    const address = addressOf(server);
    repository.lock = lock;
    repository.served = { release, address, key };
    const systems = Object.keys(lock.systems);
    await writeRepositoryFile(run.folder.repository, {
      kind: "repository",
      version: 1,
      machine: server.name,
      address,
      release,
      key,
      systems,
    });
    return `release ${release} on ${server.name}`;
  },
};
