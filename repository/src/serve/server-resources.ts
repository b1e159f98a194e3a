import {
  contentHash,
  type Machine,
  REPOSITORY_ROOT,
  type Resource,
  repositoryUnits,
  requirementsFor,
  resourceBuilders as resource,
  systemOf,
} from "@lambdastack/core";
import { configurationOf, type RepositoryConfiguration } from "../plan/repository-plan.ts";
import type { RepositoryRun } from "../repository-run.ts";
import { serverRequirements } from "./server-requirements.ts";

const folder = `${REPOSITORY_ROOT}/server`;
const [webUnit, registryUnit] = repositoryUnits;

/** What makes a machine serve: packages, settings and two services of our own, beside whatever else runs there. */
export function serverResources(repository: RepositoryRun, machine: Machine): Resource[] {
  const configuration = configurationOf(repository);
  const wanted = settings(machine, configuration);
  const placed = Object.entries(wanted).map(([path, text]) => `${contentHash(text)}  ${path}\n`);
  return [
    ...packagesOf(repository, machine).map((name) => resource.package({ name })),
    resource.directory({ path: folder }),
    // packages bring services with settings of their own, which were kept from starting
    resource.command({
      name: "services of packages stay off",
      run: `for unit in nginx docker-registry; do systemctl is-active --quiet "$unit" || systemctl disable "$unit" 2>/dev/null; done
touch ${folder}/installed`,
      creates: `${folder}/installed`,
    }),
    ...Object.entries(wanted)
      .filter(([path]) => path.startsWith(folder))
      .map(([path, content]) => resource.file({ path, content })),
    resource.unit({ name: webUnit, content: wanted[unitPath(webUnit)] ?? "" }),
    resource.unit({ name: registryUnit, content: wanted[unitPath(registryUnit)] ?? "" }),
    resource.service({
      name: webUnit,
      running: true,
      enabled: true,
      watches: [`${folder}/nginx.conf`, unitPath(webUnit)],
    }),
    resource.service({
      name: registryUnit,
      running: true,
      enabled: true,
      watches: [`${folder}/registry.yml`, unitPath(registryUnit)],
    }),
    resource.file({ path: `${folder}/placed`, content: placed.join("") }),
    resource.file({ path: `${folder}/hash`, content: `${hashOf(wanted)}\n` }),
  ];
}

/** Names everything that the server is set up with; it lies on the machine when all of it is there. */
export const serverHash = (repository: RepositoryRun, machine: Machine): string =>
  hashOf(settings(machine, configurationOf(repository)));

const hashOf = (wanted: Readonly<Record<string, string>>): string => contentHash(JSON.stringify(wanted));

function packagesOf({ run, machines, lock }: RepositoryRun, { name }: Machine): string[] {
  const os = run.facts.get(name)?.facts.os ?? machines.find(({ machine }) => machine.name === name)?.os;
  if (!os) return [];
  const own = systemOf(os);
  const all = serverRequirements([own, ...Object.keys(lock?.systems ?? {})]);
  return [
    ...new Set(all.flatMap(({ requirements }) => requirementsFor(requirements, own).packages.map((one) => one.name))),
  ];
}

const unitPath = (unit: string): string => `/etc/systemd/system/${unit}`;

function settings({ address }: Machine, { port, registryPort }: RepositoryConfiguration): Record<string, string> {
  return {
    [`${folder}/nginx.conf`]: webServer(address, port),
    [`${folder}/registry.yml`]: imageRegistry(address, registryPort),
    [unitPath(webUnit)]: unitText("Packages and files for the cluster", `/usr/sbin/nginx -c ${folder}/nginx.conf`),
    [unitPath(registryUnit)]: unitText(
      "Images for the cluster",
      `/usr/bin/docker-registry serve ${folder}/registry.yml`,
    ),
  };
}

/** Nothing but files of releases can be read, and nothing can be written. */
const webServer = (address: string, port: number): string => `daemon off;
user www-data;
worker_processes auto;
pid /run/lambdastack-repository.pid;
error_log stderr warn;
events { worker_connections 1024; }
http {
  access_log off;
  sendfile on;
  tcp_nopush on;
  server_tokens off;
  default_type application/octet-stream;
  server {
    listen ${listenAddress(address)}:${port};
    location / { return 404; }
    location /r/ {
      alias ${REPOSITORY_ROOT}/releases/;
      limit_except GET { deny all; }
    }
  }
}
`;

/** The release that is served decides what images there are. */
const imageRegistry = (address: string, port: number): string => `version: 0.1
log: {level: warn}
storage:
  filesystem: {rootdirectory: ${REPOSITORY_ROOT}/current/registry}
  maintenance: {readonly: {enabled: true}}
http: {addr: "${listenAddress(address)}:${port}"}
`;

const listenAddress = (address: string): string => (address.includes(":") ? `[${address}]` : address);

const unitText = (description: string, command: string): string => `[Unit]
Description=${description}
Wants=network-online.target
After=network-online.target

[Service]
ExecStart=${command}
Restart=on-failure
RestartSec=2

[Install]
WantedBy=multi-user.target
`;
