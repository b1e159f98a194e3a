import { connects, mostRun } from "@lambdastack/core/role";

/** Asks a member in the words of ZooKeeper's administrator's guide, "The Four Letter Words": srvr, ruok, mntr. */
export const ask = `ask() {
  timeout 5 bash -c 'exec 3<>"/dev/tcp/$1/$2" && printf %s "$3" >&3 && cat <&3' ask "$1" "$PORT" "$2" 2>/dev/null
}
`;

/** A member that has a leader, or needs none. */
export const serves = `serves() { ask "$1" srvr | grep -Eq '^Mode: (leader|follower|standalone)'; }
`;

/** Before most members run, a new ensemble has nobody to wait for. */
const quorumRuns = `${connects}${mostRun}quorum_runs() { most_run "$PEERS"; }
`;

/** Succeeds where the member serves clients, and where no quorum can run yet. */
export const isServing = `${ask}${serves}${quorumRuns}
serves "$ADDRESS" || ! quorum_runs`;

/** Waits until the member serves clients. */
export const startServing = `${ask}${serves}${quorumRuns}
tries=0
until serves "$ADDRESS" || ! quorum_runs; do
  tries=$((tries + 1))
  [ "$tries" -lt 90 ] || {
    echo "it serves no clients: $(ask "$ADDRESS" srvr)" >&2
    echo "of $all members $running can be reached; more than half must, of those that run already: add fewer machines at a time" >&2
    exit 1
  }
  sleep 1
done
`;

/** What a member is: leader, follower, or on its own. */
export const mode = `${ask}
ask "$ADDRESS" srvr | grep '^Mode: '`;

/** Each member that stays serves clients. */
export const othersServe = `${ask}${serves}
for other in $OTHERS; do
  serves "$other" || { echo "the member at $other, which stays, serves no clients" >&2; exit 1; }
done
`;

/** An ensemble that nobody used has five nodes, all its own. */
export const holdsNothing = `${ask}
count=$(ask "$ADDRESS" srvr | sed -n 's/^Node count: //p')
[ -n "$count" ] || { echo "it does not answer" >&2; exit 1; }
[ "$count" -le 5 ] || { echo "the ensemble holds $((count - 5)) nodes, which are nowhere else" >&2; exit 1; }
`;

/** Written, read back and removed again under a name that nobody else uses. */
export const roundTrip = `set -e
client() { /usr/local/bin/zkCli.sh -server "$ADDRESS:$PORT" "$@" </dev/null 2>/dev/null; }
client delete "$NODE" >/dev/null || :
client create "$NODE" forty-two >/dev/null
client get "$NODE"
client delete "$NODE" >/dev/null
`;
