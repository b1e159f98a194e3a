const heading = "# Kept by LambdaStack as long as this line stands.\n";

/** A machine's resolv.conf(5): without name servers where it may not reach out. */
export function resolverFile(servers: readonly string[]): string {
  return heading + servers.map((server) => `nameserver ${server}\n`).join("");
}

/** The text with these servers, unless someone else keeps the file by now. */
export function withResolvers(text: string, servers: readonly string[]): string {
  return text === "" || text.startsWith(heading) ? resolverFile(servers) : text;
}
