import { gatherAllFacts, type Phase, REPOSITORY_ROOT } from "@lambdastack/core";
import { noRepository, releaseNotMade, releaseUnknown } from "../errors.ts";
import { parseLock } from "../lock/read-lock.ts";
import { repositoryPlan, serversOf } from "../plan/repository-plan.ts";
import type { RepositoryRun } from "../repository-run.ts";
import { keepLock } from "../serve/load-lock.ts";

/** Takes a release that the repository holds for the one that is wanted. */
export const takeRelease = (release: string): Phase<RepositoryRun> => ({
  name: "take-release",
  title: "Looking for the release",
  async run(repository) {
    const { run, machines } = repository;
    const server = serversOf(machines)[0]?.machine;
    if (!server) throw noRepository();
    const facts = await gatherAllFacts(run, [server]);
    const releases = facts.get(server.name)?.repository.server?.releases ?? [];
    if (!releases.includes(release)) throw releaseUnknown(release, releases);
    const session = await run.sessions.get(server.name);
    const file = `${REPOSITORY_ROOT}/releases/${release}/lock.json`;
    const answer = await session.run({ purpose: "read the lock", script: `cat ${file}`, timeLimit: 30 });
    if (answer.status !== 0) throw releaseNotMade(server.name, answer.stderr);
    repository.lock = parseLock(`${server.name}:${file}`, answer.stdout);
    // otherwise the next run, which goes by what is kept here, would switch back
    await keepLock(repository, repository.lock);
    repository.plan = repositoryPlan(repository);
    return undefined;
  },
});
