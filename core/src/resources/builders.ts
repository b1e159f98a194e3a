import type { Ensure, Resource, Value } from "./resource.ts";

/** Fields that every resource takes besides its type's own. */
interface Shared {
  ensure?: Ensure;
}

export interface PackageFields extends Shared {
  name: string;
  /** Exact version or a prefix ending in `*`; any when missing. */
  version?: string;
}
export interface FileFields extends Shared {
  path: string;
  /** Exactly one of `content`, `template` and `source`. */
  content?: Value;
  /** Handlebars file beside the task; strict, nothing escaped but by helpers. */
  template?: string;
  data?: { readonly [key: string]: Value };
  /** File beside the task, copied byte for byte. */
  source?: string;
  /** Octal, as text: `0644` (default). */
  mode?: string;
  owner?: string;
  group?: string;
  /** Command that must succeed on the new content before it replaces the old; `%s` is its path. */
  validate?: string;
}
export interface DirectoryFields extends Shared {
  path: string;
  mode?: string;
  owner?: string;
  group?: string;
}
export interface LinkFields extends Shared {
  path: string;
  target: string;
}
export interface LineFields extends Shared {
  path: string;
  /** The whole line, without newline. */
  line: string;
  /** Extended regular expression (ERE) of the lines that this one replaces; the line itself when missing. */
  match?: string;
}
export interface UserFields extends Shared {
  name: string;
  uid?: number;
  group?: string;
  groups?: readonly string[];
  home?: string;
  shell?: string;
  system?: boolean;
  createHome?: boolean;
}
export interface GroupFields extends Shared {
  name: string;
  gid?: number;
  system?: boolean;
}
export interface ServiceFields extends Shared {
  /** Unit name; `.service` is added where there is no suffix. */
  name: string;
  running?: boolean;
  enabled?: boolean;
  /** Paths whose content decides whether it must be restarted; directories count with all files in them. */
  watches?: readonly string[];
  /** Default `restart`. */
  onChange?: "restart" | "reload";
}
export interface UnitFields extends Shared {
  /** File name in /etc/systemd/system, such as `app.service`, or a drop-in `nginx.service.d/limits.conf`. */
  name: string;
  content?: Value;
  template?: string;
  data?: { readonly [key: string]: Value };
}
export interface ArchiveFields extends Shared {
  /** Directory that the archive is unpacked into. */
  path: string;
  /** Archive beside the task (tar, tar.gz, tar.xz). Exactly one of `source` and `file`. */
  source?: string;
  /** Id of a file in the role's requirements.yml, which the machine fetches. */
  file?: string;
  /** Leading path components to drop. */
  strip?: number;
  owner?: string;
  group?: string;
}
export interface CommandFields extends Shared {
  /** Unique name on the machine. */
  name: string;
  /** Script for sh. Values go into `environment` and are used quoted as "$NAME". */
  run: string;
  environment?: { readonly [name: string]: Value };
  /** Exactly one of `unless`, `creates`, `always`. `unless`: read-only script; exit 0 means nothing to do. */
  unless?: string;
  creates?: string;
  always?: boolean;
  /** Says that no earlier change of the same run can alter what the guard finds. */
  independent?: boolean;
  user?: string;
  timeLimit?: number;
  /** Name under which its standard output is given to other machines. */
  output?: string;
}
/** Checks of `test` tasks: read-only, with retries until `within` seconds. */
export interface HttpCheckFields {
  name: string;
  url: string;
  status?: number;
  /** Text that the body contains. */
  contains?: string;
  headers?: { readonly [name: string]: Value };
  within?: number;
}
export interface PortCheckFields {
  port: number;
  address?: string;
  within?: number;
}
export interface SqlCheckFields {
  name: string;
  /** Only `postgresql` today. */
  engine: "postgresql";
  address?: string;
  port?: number;
  database: string;
  user: string;
  password?: Value;
  query: string;
  /** First field of the first row. */
  expect?: string;
  within?: number;
}
export interface CommandCheckFields {
  name: string;
  run: string;
  environment?: { readonly [name: string]: Value };
  /** Text that standard output contains. */
  contains?: string;
  within?: number;
}

interface StepFields {
  /** Unique in its task on the machine. */
  name: string;
  /** Script for sh. Values go into `environment` and are used quoted as "$NAME". */
  run: string;
  environment?: { readonly [name: string]: Value };
  /** Read-only script; exit 0 means that there is nothing to do on this machine. */
  unless?: string;
  user?: string;
  /** Seconds. */
  timeLimit?: number;
}
/** Of `backup` tasks: a file of a backup, as the script writes it to its standard output. */
export type DumpFields = StepFields;
/** Of `restore` tasks: takes the dump of the same name on its standard input. */
export interface LoadFields extends StepFields {
  /** Read-only script that prints when the data there changed last, as seconds since 1970; nothing where there are none. */
  newest?: string;
  /** Every machine of the role takes the one dump of this name, whichever gave it; they are restored together or not at all. */
  shared?: boolean;
}
/** Of `restore` and `upgrade` tasks: something to be done at its place. */
export interface StepTaskFields extends StepFields {
  /** Of `upgrade`: only where this package goes from a version before this one to it or a later one. */
  crossing?: { readonly package: string; readonly version: string };
  /** Of `upgrade`: earlier packages cannot read the data any more. It comes after the packages, and there is no way back from it. */
  migrates?: boolean;
  /** Of `upgrade`: on one machine, the last one that the packages reach, and not on each. */
  once?: boolean;
  /** Of `upgrade`: it begins on no machine before every machine of the role has done what stands before it. */
  afterAll?: boolean;
}

/** `resource.<type>(fields)` in a task. A plugin's own types are reached through `resource.of(type, fields)`. */
export interface ResourceBuilders {
  package(fields: PackageFields): Resource;
  file(fields: FileFields): Resource;
  directory(fields: DirectoryFields): Resource;
  link(fields: LinkFields): Resource;
  line(fields: LineFields): Resource;
  user(fields: UserFields): Resource;
  group(fields: GroupFields): Resource;
  service(fields: ServiceFields): Resource;
  unit(fields: UnitFields): Resource;
  archive(fields: ArchiveFields): Resource;
  command(fields: CommandFields): Resource;
  http(fields: HttpCheckFields): Resource;
  port(fields: PortCheckFields): Resource;
  sql(fields: SqlCheckFields): Resource;
  check(fields: CommandCheckFields): Resource;
  dump(fields: DumpFields): Resource;
  load(fields: LoadFields): Resource;
  step(fields: StepTaskFields): Resource;
  of(type: string, fields: { readonly [key: string]: Value } & Shared): Resource;
}

const typed =
  (type: string) =>
  ({ ensure, ...props }: Shared & object): Resource => ({
    type,
    props: props as { [key: string]: Value },
    ...(ensure === undefined ? {} : { ensure }),
  });

/** The builders are the same for every task: they only write down what was said. */
export const resourceBuilders: ResourceBuilders = Object.freeze({
  package: typed("package"),
  file: typed("file"),
  directory: typed("directory"),
  link: typed("link"),
  line: typed("line"),
  user: typed("user"),
  group: typed("group"),
  service: typed("service"),
  unit: typed("unit"),
  archive: typed("archive"),
  command: typed("command"),
  http: typed("http"),
  port: typed("port"),
  sql: typed("sql"),
  check: typed("check"),
  dump: typed("dump"),
  load: typed("load"),
  step: typed("step"),
  of: (type: string, fields: { readonly [key: string]: Value } & Shared) => typed(type)(fields),
});
