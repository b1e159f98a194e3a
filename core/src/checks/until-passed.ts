import { shellProgram } from "../shell/shell-program.ts";

export const DEFAULT_WITHIN = 10;

/** Seconds beyond `within` that the last try may take. */
const LAST_TRY = 15;

/**
 * A program that runs `attempt` until its status is 0 or `within` seconds are over. `attempt` leaves its reason in
 * `$reason`; the last one is printed. At least one try is made.
 */
export function untilPassed(
  attempt: string,
  within = DEFAULT_WITHIN,
  variables: Readonly<Record<string, string>> = {},
): string {
  return shellProgram(
    variables,
    `attempt() {
${attempt}
}
reason=
end=$(($(date +%s) + ${within}))
until attempt; do
  [ "$(date +%s)" -lt "$end" ] || fail "$reason"
  sleep 0.5
done`,
  );
}

export function limitOf({ within = DEFAULT_WITHIN }: { within?: number }): number {
  return within + LAST_TRY;
}
