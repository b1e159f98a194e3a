import { quote } from "./quote.ts";

export interface AsUserOptions {
  /** User of the system; root when missing. */
  user?: string | undefined;
  /** Words before the shell, with a blank at their end. */
  prefix?: string;
  /** Where standard input comes from; `inherited` for a program that reads what it is fed. */
  input?: "nothing" | "inherited";
}

/** A shell of its own, so that no syntax error of the script reaches ours. The environment is inherited. */
export function asUser(text: string, { user, prefix = "", input = "nothing" }: AsUserOptions): string {
  const shell = `sh -c ${quote(text)}${input === "nothing" ? " </dev/null" : ""}`;
  if (user === undefined) return `${prefix}${shell}`;
  return `HOME=$(getent passwd -- ${quote(user)} | cut -d: -f6)
export HOME USER=${quote(user)} LOGNAME=${quote(user)}
${prefix}runuser -u ${quote(user)} -- ${shell}`;
}
