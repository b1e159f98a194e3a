import { environment, fields, script as scriptText, seconds, text } from "../resources/schema.ts";
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
    { name: { type: "string", minLength: 1 }, run: scriptText, environment, contains: text, within: seconds },
    ["name", "run"],
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
