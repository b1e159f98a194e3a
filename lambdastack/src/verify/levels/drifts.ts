import { type PlannedChange, quote } from "@lambdastack/core";

/** One change by hand, as an operator in a hurry makes it. */
export interface Drift {
  machine: string;
  /** The resource that must be found different: `file:/etc/motd`. */
  resource: string;
  /** For people. */
  what: string;
  script: string;
}

type Injection = (identity: string) => Omit<Drift, "machine" | "resource">[];

/** By resource type: every way in which such a thing is meddled with here. */
const injections: Readonly<Record<string, Injection>> = {
  file: (path) => [
    { what: `a line appended to ${path}`, script: `printf 'meddled\\n' >> ${quote(path)}` },
    { what: `${path} removed`, script: `rm -f -- ${quote(path)}` },
  ],
  unit: (name) => [
    {
      what: `the unit ${name} removed`,
      script: `rm -f -- ${quote(`/etc/systemd/system/${name}`)} && systemctl daemon-reload`,
    },
  ],
  service: (name) => [{ what: `the service ${name} stopped`, script: `systemctl stop ${quote(name)}` }],
  link: (path) => [{ what: `the link ${path} removed`, script: `rm -f -- ${quote(path)}` }],
};

/** What can be meddled with of everything that the role made. */
export function driftsOf(made: readonly Pick<PlannedChange, "machine" | "resource">[]): Drift[] {
  return made.flatMap(({ machine, resource }) => {
    const colon = resource.indexOf(":");
    const [type, identity] = [resource.slice(0, colon), resource.slice(colon + 1)];
    return (injections[type]?.(identity) ?? []).map((drift) => ({ machine, resource, ...drift }));
  });
}
