import { described, fields, seconds, text } from "../resources/schema.ts";
import { quote } from "../shell/quote.ts";
import type { CheckType } from "./check-type.ts";
import { HTTP_GET } from "./connect.ts";
import { limitOf, untilPassed } from "./until-passed.ts";

export interface HttpCheckProps {
  name: string;
  url: string;
  /** Default 200. */
  status?: number;
  contains?: string;
  headers?: Readonly<Record<string, string>>;
  within?: number;
}

/** Asked from the machine itself: by curl where it has it (needed for https), else by perl. Redirects are not followed. */
export const http: CheckType<HttpCheckProps> = {
  name: "http",
  schema: fields(
    {
      name: described("Name that is unique on the machine.", { type: "string", minLength: 1 }),
      url: described("Address that is asked, from the machine itself; redirects are not followed.", {
        type: "string",
        pattern: "^https?://[^/\\s\\u0000-\\u0020@]+(?:/[^\\s\\u0000-\\u0020]*)?$",
      }),
      status: described("Status of the answer; 200 when missing.", { type: "integer", minimum: 100, maximum: 599 }),
      contains: described("Text that the answer contains.", text),
      headers: described("Header fields of the request.", {
        type: "object",
        propertyNames: { pattern: "^[A-Za-z0-9!#$%&'*+.^_`|~-]+$" },
        additionalProperties: text,
      }),
      within: described("Seconds until it must hold; 10 when missing.", seconds),
    },
    ["name", "url"],
    { description: "An HTTP request. With curl where the machine has it, which https needs." },
  ),
  identify: (props) => props.name,
  script: (props) => {
    const { url, status = 200, contains = "", within } = props;
    return untilPassed(ATTEMPT, within, {
      url,
      wanted: String(status),
      contains,
      CHECK_HEADERS: headerLines(props).join("\n"),
      curl_config: curlConfig(props),
      ...addressOf(url),
    });
  },
  timeLimit: limitOf,
};

function headerLines({ url, headers = {} }: HttpCheckProps): string[] {
  const given = Object.entries(headers).map(([name, value]) => `${name}: ${value.replace(/[\r\n]/g, " ")}`);
  const hasHost = Object.keys(headers).some((name) => name.toLowerCase() === "host");
  return [...(hasHost ? [] : [`Host: ${new URL(url).host}`]), ...given, "Connection: close"];
}

/** curl reads its options from standard input, so that no header stands in an argument list. */
function curlConfig(props: HttpCheckProps): string {
  const options = [
    ["url", props.url],
    ...headerLines(props).map((line) => ["header", line]),
    ["max-time", "10"],
    ["max-filesize", "1048576"],
  ] as const;
  return options.map(([name, value]) => `${name} = "${value?.replace(/[\\"]/g, "\\$&")}"`).join("\n");
}

function addressOf(url: string): Record<string, string> {
  const { hostname, port, protocol, pathname, search } = new URL(url);
  return {
    CHECK_ADDRESS: hostname.replace(/^\[|\]$/g, ""),
    CHECK_PORT: port || (protocol === "https:" ? "443" : "80"),
    CHECK_TARGET: `${pathname}${search}`,
  };
}

const ATTEMPT = `  export CHECK_HEADERS CHECK_ADDRESS CHECK_PORT CHECK_TARGET LC_ALL=C
  if command -v curl >/dev/null; then
    answer=$(printf '%s\\n' "$curl_config" | curl --silent --show-error --globoff --noproxy ${quote("*")} --include --http1.1 --config - 2>&1 | tr -d '\\000') || :
  elif [ "\${url#https:}" != "$url" ]; then
    fail "$url: curl is missing on this machine, and https needs it"
  else
    answer=$(${HTTP_GET} 2>&1 | tr -d '\\000') || :
  fi
  case $answer in HTTP/*) ;; *) reason="$url: $(printf '%s\\n' "$answer" | head -n 2)"; return 1 ;; esac
  status=\${answer#* }
  status=\${status%"\${status#???}"}
  [ "$status" = "$wanted" ] || { reason="$url answered with status $status instead of $wanted"; return 1; }
  blank=$(printf '\\r\\n\\r\\n.')
  case \${answer#*"\${blank%.}"} in *"$contains"*) ;; *) reason="$url answered, but its body does not contain the wanted text"; return 1 ;; esac`;
