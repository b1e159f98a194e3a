import type { Phase } from "@lambdastack/core";
import { lockId } from "../lock/lock-text.ts";
import { serversOf } from "../plan/repository-plan.ts";
import type { RepositoryRun } from "../repository-run.ts";
import { downloadContent, uploadContent } from "../serve/fill-store.ts";
import { keepLock, resolveLock } from "../serve/load-lock.ts";
import { offlineFolder } from "../serve/offline-source.ts";
import { releaseContent } from "../serve/release-content.ts";
import { servedElsewhere } from "./served-elsewhere.ts";

/** Brings what the release needs to the machine that serves: carried from here, or fetched there. */
export const fillRepository: Phase<RepositoryRun> = {
  name: "fill-repository",
  title: "Filling the repository",
  skip: servedElsewhere,
  async run(repository) {
    const { run, machines, offline } = repository;
    const server = serversOf(machines)[0]?.machine.name ?? "";
    const session = await run.sessions.get(server);
    if (!repository.lock) await resolveLock(repository, server);
    const { lock } = repository;
    if (!lock) throw new Error("a release is filled before it is known");
    await keepLock(repository, lock);
    const known = run.facts.get(server)?.repository.server;
    if (known?.releases.includes(lockId(lock))) return `release ${lockId(lock)} is there`;
    const { artifacts } = releaseContent(lock);
    if (offline === undefined) await downloadContent(session, lock, artifacts);
    else await uploadContent(session, await offlineFolder(repository, offline), artifacts);
    const bytes = artifacts.reduce((sum, { size }) => sum + size, 0);
    return `verified ${artifacts.length} files, ${bytes} bytes, for release ${lockId(lock)}`;
  },
};
