import { connects, mostRun } from "@lambdastack/core/role";

/**
 * Scripts for sh around etcdctl 3.4. Its `member list` prints a line per member: id, status, name, addresses for peers,
 * addresses for clients, whether it is a learner, with ", " between. A member that never started has no addresses for
 * clients; of one that was there from the beginning it says "started" all the same.
 */

/** Answers of etcdctl come within seconds or not at all: a command must not wait for a quorum that is gone. */
export const ask = `ask() { endpoint=$1; shift; etcdctl --endpoints="$endpoint" --dial-timeout=3s --command-timeout=10s "$@"; }
`;

/** Whether something listens at an address such as http://192.0.2.11:2380. */
const listens = `${connects}listens() { place=\${1#http://}; connects "\${place%:*}" "\${place##*:}"; }
`;

/** Before most members run, a new ensemble has nobody to wait for. */
const quorumRuns = `${mostRun}quorum_runs() { most_run "$PEERS"; }
`;

const isIn = `is_in() {
  ask "$LOCAL" endpoint health >/dev/null 2>&1 && ask "$LOCAL" member list 2>/dev/null | awk -F ', ' -v url="$PEER_URL" \\
    '$4 == url && $2 == "started" && $6 == "false" { found = 1 } END { exit !found }'
}
`;

/** A line of `endpoint status` holds, with ", " between: address, id, version, size, whether it leads, and more. */
export const isLeader = `${ask}
ask "$LOCAL" endpoint status | awk -F ', ' '$5 == "true" { found = 1 } END { exit !found }'
`;

/** Succeeds where the member has data, or was already told how to begin. */
export const hasBegun = `[ -d "$DATA/member" ] || [ -s "$DATA/lambdastack.env" ]`;

/**
 * Says how etcd begins: as a new ensemble where no other member answers, else as a learner of the one that there is. A
 * member of the same address that lost its data is taken out first, since the ensemble would count on that data.
 */
export const begin = `set -eu
${ask}${listens}
write() {
  umask 077
  printf "ETCD_INITIAL_CLUSTER='%s'\\nETCD_INITIAL_CLUSTER_STATE='%s'\\n" "$1" "$2" >"$DATA/lambdastack.env.new"
  mv "$DATA/lambdastack.env.new" "$DATA/lambdastack.env"
}
answering=
for endpoint in $OTHERS; do
  listens "$endpoint" || continue
  ! members=$(ask "$endpoint" member list 2>/dev/null) || { answering=$endpoint; break; }
done
[ -n "$answering" ] || { write "$FIRST_CLUSTER" new; exit 0; }
set -f
mine=$(printf '%s\\n' "$members" | awk -F ', ' -v url="$PEER_URL" '$4 == url { print $1, ($5 == "" ? "unstarted" : $2) }')
case $mine in
  *' unstarted' | '') ;;
  *) ask "$answering" member remove "\${mine%% *}" >&2; mine= ;;
esac
[ -n "$mine" ] || ask "$answering" member add "$NAME" --peer-urls="$PEER_URL" --learner >&2
members=$(ask "$answering" member list)
cluster=$(printf '%s\\n' "$members" | awk -F ', ' -v url="$PEER_URL" -v name="$NAME" \\
  '{ printf "%s%s=%s", sep, ($4 == url ? name : $3 == "" ? $1 : $3), $4; sep = "," }')
write "$cluster" existing
`;

/** Succeeds where this member votes and the ensemble answers, and where no quorum can run yet. */
export const isMember = `${ask}${listens}${quorumRuns}${isIn}
! quorum_runs || is_in`;

/** Waits until this member votes and the ensemble answers; a learner is promoted once it has caught up. */
export const becomeMember = `${ask}${listens}${quorumRuns}${isIn}
quorum_runs || exit 0
tries=0
until is_in; do
  tries=$((tries + 1))
  [ "$tries" -lt 60 ] || { ask "$LOCAL" endpoint health; ask "$LOCAL" member list; exit 1; } >&2
  for endpoint in $OTHERS; do
    learner=$(ask "$endpoint" member list 2>/dev/null |
      awk -F ', ' -v url="$PEER_URL" '$4 == url && $2 == "started" && $6 == "true" { print $1 }')
    [ -z "$learner" ] || ! ask "$endpoint" member promote "$learner" >/dev/null 2>&1 || break
  done
  sleep 1
done
`;

const strangers = `strangers() {
  ask "$LOCAL" member list | awk -F ', ' -v wanted="$PEER_URLS" \\
    'BEGIN { n = split(wanted, urls, " "); for (i = 1; i <= n; i++) known[urls[i]] = 1 } !($4 in known) { print $1, $4 }'
}
`;

/** Succeeds where every member is one that is wanted, and where the ensemble cannot be asked yet. */
export const hasNoStrangers = `${ask}${listens}${quorumRuns}${strangers}
quorum_runs || exit 0
[ -z "$(strangers)" ]`;

/** Takes out members whose machine is gone. One that still answers is no loss that anybody accepted. */
export const removeStrangers = `set -u
${ask}${listens}${quorumRuns}${strangers}
quorum_runs || exit 0
list=$(strangers) || exit 1
printf '%s\\n' "$list" | while read -r id url; do
  [ -n "$id" ] || continue
  if listens "$url"; then
    echo "the member at $url is not part of the cluster and still runs; stop it, or take it out with: etcdctl member remove $id" >&2
    exit 1
  fi
  ask "$LOCAL" member remove "$id" >&2 || exit 1
done
`;

/** Succeeds where the ensemble that stays does not know this member. */
export const hasLeft = `${ask}
for endpoint in $OTHERS; do
  members=$(ask "$endpoint" member list 2>/dev/null) || continue
  printf '%s\\n' "$members" | awk -F ', ' -v url="$PEER_URL" '$4 == url { found = 1 } END { exit found }'
  exit
done
exit 1
`;

/** Leaves the ensemble through a member that stays; etcd then stops by itself. */
export const leave = `set -u
${ask}
for endpoint in $OTHERS; do
  members=$(ask "$endpoint" member list 2>/dev/null) || continue
  id=$(printf '%s\\n' "$members" | awk -F ', ' -v url="$PEER_URL" '$4 == url { print $1 }')
  ask "$endpoint" member remove "$id" >&2
  exit
done
echo "no member that stays answers: $OTHERS" >&2
exit 1
`;

/** Each member that stays answers, which it does only with a quorum. */
export const othersAreHealthy = `${ask}
for endpoint in $OTHERS; do
  ask "$endpoint" endpoint health >/dev/null 2>&1 || { echo "the member at $endpoint, which stays, is not healthy" >&2; exit 1; }
done
`;

/** How many keys there are: of an answer that is limited, the count is not. */
export const countKeys = `count_keys() {
  ask "$LOCAL" get "" --prefix --keys-only --limit=1 --write-out=fields | sed -n 's/^"Count" : //p'
}
`;

/** Nothing is lost with the last member of an ensemble that holds no key. */
export const holdsNothing = `${ask}${countKeys}
count=$(count_keys)
[ -n "$count" ] || { echo "it does not answer" >&2; exit 1; }
[ "$count" = 0 ] || { echo "the ensemble holds $count keys, which are nowhere else" >&2; exit 1; }
`;

/** Written, read back and removed again under a name that nobody else uses. */
export const roundTrip = `set -e
${ask}
key="lambdastack-test/$NAME"
ask "$LOCAL" put "$key" 42 >/dev/null
ask "$LOCAL" get "$key" --print-value-only
ask "$LOCAL" del "$key" >/dev/null
`;

/** How many members vote. */
export const countVoters = `${ask}
ask "$LOCAL" member list | awk -F ', ' '$2 == "started" && $6 == "false" { n++ } END { print n + 0 " vote" }'
`;
