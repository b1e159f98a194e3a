import {
  applyRole,
  type Machine,
  type MachineRun,
  type Phase,
  planMachine,
  quote,
  REPOSITORY_ROOT,
  resourceTypes,
  systemOf,
} from "@lambdastack/core";
import { storeFailed } from "../errors.ts";
import { osFamilyOf } from "../os-families.ts";
import { serversOf } from "../plan/repository-plan.ts";
import { pointMachine } from "../pointing/point-machine.ts";
import { bootstrapPointing } from "../pointing/pointing.ts";
import type { RepositoryRun } from "../repository-run.ts";
import { serverHash, serverResources } from "../serve/server-resources.ts";
import { servedElsewhere } from "./served-elsewhere.ts";

/** No role can have this name: what it makes belongs to none. */
const owner = "(repository)";

/** Makes the machine serve. It installs what it serves with from its own store. */
export const setUpServer: Phase<RepositoryRun> = {
  name: "set-up-server",
  title: "Setting up the repository machine",
  skip: servedElsewhere,
  async run(repository) {
    const { run, machines } = repository;
    const server = serversOf(machines)[0]?.machine;
    if (!server) throw new Error("a server is set up where there is none");
    const known = run.facts.get(server.name)?.repository.server;
    if (known?.hash === serverHash(repository, server) && known.drift.length === 0) return "as wanted";
    const machineRun = await runOf(repository, server);
    const first = await planMachine(machineRun);
    if (first.plan.changes.some(({ resource }) => resource.startsWith("package:"))) await bootstrap(repository, server);
    const changed = await applyRole(first, owner, {
      version: "1",
      signal: run.workspace.settings.signal,
      recorded: async () => undefined,
    });
    return `${changed} changed`;
  },
};

/** Nothing is remembered of it: it is compared with the machine itself, and taken away by `repo teardown`. */
async function runOf(repository: RepositoryRun, machine: Machine): Promise<MachineRun> {
  const { run } = repository;
  const { facts } = run.facts.get(machine.name) ?? {};
  if (!facts) throw new Error(`no facts of ${machine.name}`);
  return {
    machine,
    facts,
    session: await run.sessions.get(machine.name),
    roles: [{ role: owner, resources: serverResources(repository, machine) }],
    applied: { machine: machine.name, roles: {} },
    types: new Map(resourceTypes.map((type) => [type.name, type])),
    secrets: run.secrets,
    outputs: run.outputs,
    events: run.events,
  };
}

async function bootstrap({ run, lock }: RepositoryRun, { name }: Machine): Promise<void> {
  const os = run.facts.get(name)?.facts.os;
  if (!os || !lock) throw new Error(`${name} is set up before anything is known of it`);
  const system = systemOf(os);
  const session = await run.sessions.get(name);
  const debs = (lock.systems[system]?.packages ?? []).map(({ sha256, filename }) => `${sha256} ${filename}\n`).join("");
  const { bootstrap: program } = osFamilyOf(system).family.serve;
  const script = `root=${REPOSITORY_ROOT}\ndebs=${quote(debs)}\n${program}`;
  const { status, stderr } = await session.run({ purpose: "index the store", script, timeLimit: 600 });
  if (status !== 0) throw storeFailed(name, stderr);
  await pointMachine(session, bootstrapPointing(system, `${REPOSITORY_ROOT}/bootstrap`));
}
