import { fields, quorumRuns, tools } from "./scripts.ts";

/**
 * `moves` prints how replicas go from brokers that do not stay to such that do (`$IDS`), as kafka-reassign-partitions.sh reads it;
 * nothing where none has to. Fails, with the reason, where a partition has more replicas than brokers stay, and where nobody answers.
 * `moves lost` is for brokers that are gone already: what has no other place is dropped, and what is nowhere else is not asked for.
 */
const moves = `moves() {
  described=$(describe) || return 1
  printf '%s\\n' "$described" | awk -F '\\t' -v stay="$IDS" -v lost="\${1:-}" '${fields}
    BEGIN { n = split(stay, ids, " "); for (i = 1; i <= n; i++) stays[ids[i]] = 1 }
    field("Partition") == "" { next }
    {
      was = field("Replicas"); m = split(was, replicas, ","); list = ""; moved = kept = 0
      for (j = 1; j <= m; j++) kept += replicas[j] in stays
      if (lost != "" && kept == 0) next
      if (lost == "" && m > n) { printf "the topic %s has %d replicas, and %d brokers stay\\n", field("Topic"), m, n >"/dev/stderr"; bad = 1; exit }
      for (j = 1; j <= m; j++) {
        id = replicas[j]
        if (!(id in stays)) {
          moved = 1
          for (tries = 0; tries < n; tries++) {
            id = ids[next_id++ % n + 1]
            if (!has(was, id) && !has(list, id)) break
          }
          if (tries == n) continue
        }
        list = list (list == "" ? "" : ",") id
      }
      if (!moved) next
      printf "%s{\\"topic\\":\\"%s\\",\\"partition\\":%s,\\"replicas\\":[%s]}", (any++ ? "," : "{\\"version\\":1,\\"partitions\\":["), field("Topic"), field("Partition"), list
    }
    END { if (bad) exit 1; if (any) print "]}" }'
}
`;

/** Every replica on this broker finds a place among those that stay. */
export const canMove = `${tools}${moves}
BOOTSTRAP=$OTHERS
moves >/dev/null`;

/** Succeeds where this broker is stopped and those that stay do not know it any more. */
export const hasLeft = `${tools}
BOOTSTRAP=$OTHERS
! systemctl is-active --quiet kafka && brokers=$(kafka broker-api-versions) || exit 1
! printf '%s\\n' "$brokers" | grep -q "(id: $ID rack:"`;

const move = `move() {
  work=$(mktemp -d)
  moves "$@" >"$work/moves.json"
  if [ -s "$work/moves.json" ]; then
    kafka reassign-partitions --reassignment-json-file "$work/moves.json" --execute >&2
    until verified=$(kafka reassign-partitions --reassignment-json-file "$work/moves.json" --verify) &&
      ! printf '%s\\n' "$verified" | grep -q 'still in progress'; do sleep 2; done
    ! printf '%s\\n' "$verified" | grep -i 'failed' >&2
  fi
  rm -rf -- "$work"
}
`;

/** What KRaft remembers of a broker that left; ZooKeeper forgets by itself. */
const unregister = `unregister() {
  [ -z "$VOTERS" ] || "$KAFKA/bin/kafka-cluster.sh" unregister --bootstrap-server "$BOOTSTRAP" \\
    --config "$CONFIGURATION/admin.properties" --id "$1" >&2
}
`;

/** Replicas go first, then the broker. */
export const leave = `set -eu
${tools}${moves}${move}${unregister}
BOOTSTRAP=$OTHERS
move
systemctl stop kafka
unregister "$ID"
`;

/** Succeeds where no replica is on a broker whose machine is gone, and where nobody can be asked yet. */
export const hasNoStrangers = `${tools}${quorumRuns}${moves}
quorum_runs || exit 0
moved=$(moves lost) && [ -z "$moved" ]`;

/** Replicas of brokers whose machine is gone are made anew from those that are left. */
export const replaceStrangers = `set -eu
${tools}${quorumRuns}${moves}${move}
quorum_runs || exit 0
move lost
`;

/** Nothing is lost with the last broker of a cluster that has no topic of its users. */
export const holdsNothing = `${tools}
topics=$(kafka topics --list) || exit 1
topics=$(printf '%s\\n' "$topics" | grep -v '^__' | paste -s -d , -)
[ -z "$topics" ] || { echo "the cluster has topics, which are nowhere else: $topics" >&2; exit 1; }
`;
