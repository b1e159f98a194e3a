import { described, environment, fields, script as scriptText, seconds, text } from "../resources/schema.ts";
import { quote } from "../shell/quote.ts";
import { exports } from "../shell/shell-program.ts";
import type { CheckType } from "./check-type.ts";
import { limitOf, untilPassed } from "./until-passed.ts";

export interface CommandCheckProps {
  name: string;
  run: string;
  environment?: Readonly<Record<string, string | number | boolean>>;
  contains?: string;
  within?: number;
}

export const check: CheckType<CommandCheckProps> = {
  name: "check",
  schema: fields(
    {
      name: described("Name that is unique on the machine.", { type: "string", minLength: 1 }),
      run: described("Script for sh that only reads and must succeed; a try may take 30 seconds.", scriptText),
      environment: described('Values for the script, which uses them as "$NAME".', environment),
      contains: described("Text that it prints.", text),
      within: described("Seconds until it must hold; 10 when missing.", seconds),
    },
    ["name", "run"],
    { description: "A script, for what no other check can say." },
  ),
  identify: (props) => props.name,
  script: ({ name, run, environment, contains = "", within }) => {
    const attempt = `  errors=$(mktemp)
  status=0
  output=$(
${exports(environment)}timeout -k 2 30 sh -c ${quote(run)} </dev/null 2>"$errors") || status=$?
  said=$(printf '%s\\n' "$output" | cat - "$errors" | tail -n 3)
  rm -f "$errors"
  [ "$status" -eq 0 ] || { reason="$name ended with status $status: $said"; return 1; }
  case $output in *"$contains"*) ;; *) reason="$name did not print the wanted text but: $said"; return 1 ;; esac`;
    return untilPassed(attempt, within, { name, contains });
  },
  timeLimit: (props) => limitOf(props) + 20,
};
