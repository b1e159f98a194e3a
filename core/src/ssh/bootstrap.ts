import { quote } from "../shell/quote.ts";

/** Bytes kept of each of a step's two outputs: half from the start, half from the end. */
export const outputCap = 16 * 1024 * 1024;

/** Seconds between the polite and the hard end of a step that ran out of time. */
export const killDelay = 10;

const half = outputCap / 2;

/**
 * The interpreter that serves one session: reads `<id> <bytes> <seconds>`, that many bytes of script and
 * `end <id>`; answers `<marker> <id> <status> <bytes of stdout> <bytes of stderr>` and the two outputs.
 *
 * - One line without single quote, backslash or exclamation mark, so that csh and fish pass it on as it is.
 * - Outputs go to files: a daemon that a step leaves behind keeps no pipe open that the next step waits for.
 * - A caught signal is acted upon after the step in work, and is at its default again inside the step.
 * - `timeout` gives the step a process group of its own, out of reach of what ends the connection.
 * - The closing line proves that the script came whole; half of one never runs.
 */
const interpreter = [
  "umask 022; cd /",
  "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8; export PATH LC_ALL",
  "d=$(mktemp -d /run/lambdastack.XXXXXXXXXX 2>/dev/null || mktemp -d /tmp/lambdastack.XXXXXXXXXX) || exit 71",
  'trap "rm -rf $d" EXIT; trap "exit 129" HUP; trap "exit 130" INT; trap "exit 141" PIPE; trap "exit 143" TERM',
  "m=$1; echo $m ready",
  "while read -r i n s; do f=$d/$i",
  "head -c $n >$f || exit 74",
  'read -r e; test "$e" = "end $i" || exit 65',
  `timeout -k ${killDelay} $s sh $f </dev/null >$f.out 2>$f.err; r=$?`,
  "set -- $(stat -c %s $f.out $f.err)",
  "echo $m $i $r $1 $2",
  `if test $(($1 + $2)) -le ${half}; then cat $f.out $f.err`,
  `else for o in $f.out $f.err; do if test $(stat -c %s $o) -le ${outputCap}; then cat $o`,
  `else head -c ${half} $o; tail -c ${half} $o; fi; done; fi`,
  "rm -f $f $f.out $f.err",
  "done",
]
  .join("; ")
  .replaceAll("do; ", "do ");

/** The one command that a session's channel runs; root needs no sudo. */
export function bootstrapCommand(user: string, marker: string): string {
  const become = user === "root" ? "" : "sudo -n -- ";
  return `exec ${become}sh -c ${quote(interpreter)} sh ${marker}`;
}
