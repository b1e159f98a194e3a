import { quote } from "./quote.ts";

/**
 * A script that stops at the first failure and can say why. `variables` are set first, so that the rest of the
 * program is the same text for every resource of its type.
 */
export function shellProgram(variables: Readonly<Record<string, string>>, body: string): string {
  const settings = Object.entries(variables).map(([name, value]) => `${name}=${quote(value)}`);
  return ["set -eu", "fail() { printf '%s\\n' \"$*\" >&2; exit 1; }", ...settings, body.trim(), ""].join("\n");
}

/** Text as several quoted words. */
export function words(values: readonly string[]): string {
  return values.map(quote).join(" ");
}

/** Lines that export an environment; values are never in an argument list. */
export function exports(environment: Readonly<Record<string, unknown>> | undefined): string {
  return Object.entries(environment ?? {})
    .map(([name, value]) => `export ${name}=${quote(String(value ?? ""))}\n`)
    .join("");
}

/** A here-document of base64, which no content can end early: its lines are a multiple of four characters long. */
export function base64Document(command: string, contentBase64: string): string {
  const lines = contentBase64.replace(/.{1,76}/g, "$&\n");
  return `${command} <<'CONTENT'\n${lines}CONTENT`;
}
