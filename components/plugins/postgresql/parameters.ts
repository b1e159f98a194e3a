import type { Parameter, ParameterGroup, ParameterValue, PostgresqlConfig } from "./config.ts";

/** A chapter of the rendered file: its parameters in order, every value ready to be written. */
export type Chapter = {
  title: string;
  parameters: { name: string; value: string; comment: string }[];
};

/**
 * The parameters that take effect. Ours stand first, then the document's, then those of extensions: PostgreSQL uses the
 * last one of a name.
 */
export function chapters(config: PostgresqlConfig): Chapter[] {
  const { parameter_groups: groups = [] } = config.config_file;
  return [
    connection(config),
    ...libraries(config),
    ...groups.flatMap((group) => groupChapters(group, config)),
    ...auditChapter(config),
    ...replicationChapter(config),
  ].filter(({ parameters }) => parameters.length > 0);
}

/** The port that the database really listens on. */
export function effectivePort(config: PostgresqlConfig): number {
  const value = givenValue("port", config);
  return value === undefined ? config.port : Number(String(value).replaceAll("'", ""));
}

/** Libraries of enabled extensions that a value of the document leaves out. */
export function missingLibraries(config: PostgresqlConfig): string[] {
  const value = givenValue("shared_preload_libraries", config) ?? "AUTOCONFIGURED";
  if (value === "AUTOCONFIGURED") return [];
  const named = String(value).split(/[^A-Za-z0-9_]+/);
  return librariesOf(config).filter((library) => !named.includes(library));
}

/** Of several in the document, the last one counts. */
function givenValue(name: string, config: PostgresqlConfig): ParameterValue | undefined {
  return (config.config_file.parameter_groups ?? [])
    .flatMap(({ subgroups = [] }) => subgroups)
    .flatMap(({ parameters = [] }) => parameters)
    .filter((parameter) => parameter.name === name && isWanted(parameter, config))
    .at(-1)?.value;
}

function librariesOf({ extensions }: PostgresqlConfig): string[] {
  return Object.values(extensions)
    .filter((extension) => extension.enabled)
    .flatMap((extension) => extension.shared_preload_libraries ?? []);
}

/** Where a document has groups of its own, the default's do not count. */
function libraries(config: PostgresqlConfig): Chapter[] {
  const name = "shared_preload_libraries";
  const wanted = librariesOf(config);
  if (wanted.length === 0 || givenValue(name, config) !== undefined) return [];
  return [{ title: "EXTENSIONS", parameters: [{ name, value: quoteText(wanted.join(", ")), comment: "" }] }];
}

function connection(config: PostgresqlConfig): Chapter {
  return {
    title: "CONNECTIONS",
    parameters: [
      { name: "listen_addresses", value: quoteText(config.listen_addresses.join(", ")), comment: "" },
      { name: "port", value: String(config.port), comment: "" },
    ],
  };
}

function groupChapters(group: ParameterGroup, config: PostgresqlConfig): Chapter[] {
  return (group.subgroups ?? []).map((subgroup) => ({
    title: `${group.name} - ${subgroup.name}`.trim(),
    parameters: (subgroup.parameters ?? [])
      .filter((parameter) => isWanted(parameter, config))
      .map((parameter) => ({
        name: parameter.name,
        value: parameterValue(automatic(parameter, config)),
        comment: (parameter.comment ?? "").trim(),
      })),
  }));
}

function isWanted({ when }: Parameter, { extensions }: PostgresqlConfig): boolean {
  return when === undefined || extensions[when]?.enabled === true;
}

function automatic({ name, value }: Parameter, config: PostgresqlConfig): ParameterValue {
  if (name !== "shared_preload_libraries" || value !== "AUTOCONFIGURED") return value;
  return quoteText(librariesOf(config).join(", "));
}

function auditChapter({ extensions: { pgaudit } }: PostgresqlConfig): Chapter[] {
  if (!pgaudit?.enabled) return [];
  const parameters = Object.entries(pgaudit.config_file_parameters ?? {}).map(([name, value]) => ({
    name,
    value: parameterValue(value),
    comment: "",
  }));
  return [{ title: "PGAUDIT", parameters }];
}

/** A former primary is rewound instead of copied anew; that takes these hints, see the manual of pg_rewind. */
function replicationChapter({ extensions: { replication } }: PostgresqlConfig): Chapter[] {
  if (!replication?.enabled) return [];
  return [{ title: "REPLICATION", parameters: [{ name: "wal_log_hints", value: "on", comment: "" }] }];
}

const quotedText = "'(?:[^'\\\\]|''|\\\\.)*'";
const plainWord = "(?:[A-Za-z_][A-Za-z0-9_.]*|[+-]?[0-9]+(?:\\.[0-9]+)?[A-Za-z]*)";
const comment = "\\s*(?:#.*)?";
const written = new RegExp(`^(?:${quotedText}|${plainWord})${comment}$`);

/** A value as the file takes it: as given where it is one already, else as quoted text, so that it stays a value. */
export function parameterValue(value: ParameterValue): string {
  if (typeof value === "boolean") return value ? "on" : "off";
  const text = String(value).trim();
  return written.test(text) ? text : quoteText(text);
}

/** Section 20.1 of the PostgreSQL manual: quotes are doubled, and a backslash begins an escape. */
function quoteText(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;
}
