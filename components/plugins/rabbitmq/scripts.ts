import { connects } from "@lambdastack/core/role";

/**
 * Scripts for sh around the tools of RabbitMQ 3.10. Each call starts an Erlang machine of its own, a second or so:
 * guards make one call.
 */

/** Whether a node such as rabbit@192.0.2.11 can be asked, by the port that nodes talk to each other on. */
export const answers = `${connects}answers() { connects "\${1#rabbit@}" 25672; }
`;

/** Nodes of the cluster that a node is part of, running or not, a line each. */
const membersOf = `members_of() {
  rabbitmqctl -q -n "$1" eval '[io:format("~s~n", [N]) || N <- rabbit_nodes:all()], ok.' | sed '$d'
}
has() { printf '%s\\n' "$1" | grep -Fxq -- "$2"; }
`;

/** Succeeds where every other node that answers is in this node's cluster, and no stranger is. */
export const isClustered = `${answers}${membersOf}
members=$(members_of "$NODE") || exit 1
for other in $OTHERS; do has "$members" "$other" || ! answers "$other" || exit 1; done
for member in $members; do case " $MEMBERS " in *" $member "*) ;; *) exit 1 ;; esac; done
`;

/**
 * Joins the cluster of another node that answers, when this one is on its own and holds nothing; joining empties it. A
 * node of the same name that lost its data is taken out first. Then takes out nodes whose machine is gone.
 */
export const joinCluster = `set -eu
${answers}${membersOf}
members=$(members_of "$NODE")
join() {
  queues=$(rabbitmqctl -q eval 'length(rabbit_amqqueue:list()).')
  [ "$queues" = 0 ] || {
    echo "the node $NODE holds $queues queues of its own, which joining the cluster of $1 would remove; move or delete them first" >&2
    exit 1
  }
  was=no
  ! has "$(members_of "$1")" "$NODE" || was=yes
  rabbitmqctl -q stop_app
  rabbitmqctl -q reset
  if [ "$was" = yes ]; then
    rabbitmq-queues -q -n "$1" shrink "$NODE" >&2 || :
    rabbitmqctl -q -n "$1" forget_cluster_node "$NODE" >&2
  fi
  rabbitmqctl -q join_cluster "$1" >&2
  rabbitmqctl -q start_app
  [ "$was" = no ] || rabbitmq-queues -q grow "$NODE" all >&2 || :
  members=$(members_of "$NODE")
}
for other in $OTHERS; do
  if [ "$members" = "$NODE" ] && answers "$other"; then join "$other"; fi
done
for member in $members; do
  case " $MEMBERS " in *" $member "*) continue ;; esac
  if answers "$member"; then
    echo "the node $member is not part of the cluster and still runs; stop it, or take it out with: rabbitmqctl forget_cluster_node $member" >&2
    exit 1
  fi
  rabbitmq-queues -q shrink "$member" >&2 || :
  rabbitmqctl -q forget_cluster_node "$member" >&2
done
`;

/** Logs in with the password, so that a rotated secret is noticed; the broker says what the account may do. */
export const accountIsReady = `printf '%s\\n' "$PASSWORD" | rabbitmqctl -q authenticate_user "$ACCOUNT" >/dev/null &&
  rabbitmqctl -q list_users --no-table-headers | awk -F '\\t' -v name="$ACCOUNT" \\
    '$1 == name && $2 ~ /administrator/ { ready = 1 } $1 == "guest" && name != "guest" { open = 1 } END { exit !ready || open }'`;

/** The account that everybody knows goes once there is another. */
export const makeAccount = `set -eu
users=$(rabbitmqctl -q list_users --no-table-headers | cut -f 1)
if printf '%s\\n' "$users" | grep -Fxq -- "$ACCOUNT"; then verb=change_password; else verb=add_user; fi
printf '%s\\n' "$PASSWORD" | rabbitmqctl -q "$verb" "$ACCOUNT" >/dev/null
rabbitmqctl -q set_user_tags "$ACCOUNT" administrator
rabbitmqctl -q set_permissions -p / "$ACCOUNT" '.*' '.*' '.*'
[ "$ACCOUNT" = guest ] || ! printf '%s\\n' "$users" | grep -Fxq guest || rabbitmqctl -q delete_user guest
`;

/** Compares a policy with what the broker says of it; python3 comes with the broker's package. */
export const policyIsSet = `rabbitmqctl -q list_policies -p "$VHOST" --formatter json | python3 -c '
import json, os, sys
e = os.environ
def body(p):
    d = p["definition"]
    return (p["pattern"], p["apply-to"], p["priority"], json.loads(d) if isinstance(d, str) else d)
wanted = (e["PATTERN"], e["APPLY_TO"], int(e["PRIORITY"]), json.loads(e["DEFINITION"]))
sys.exit(not any(p["name"] == e["POLICY"] and body(p) == wanted for p in json.load(sys.stdin)))
'`;

export const setPolicy = `rabbitmqctl -q set_policy -p "$VHOST" --priority "$PRIORITY" --apply-to "$APPLY_TO" -- "$POLICY" "$PATTERN" "$DEFINITION"
`;

/** A node that left is a blank one on its own. */
export const hasLeft = `${membersOf}
for other in $OTHERS; do
  members=$(members_of "$other" 2>/dev/null) || continue
  ! has "$members" "$NODE"
  exit
done
exit 1
`;

/** A node that left stays stopped; one that is about to is stopped for seconds. */
const runsUnlessLeft = `has_left() (
${hasLeft})
tries=0
until [ "$(rabbitmqctl -q eval 'rabbit:is_running().')" = true ]; do
  ! has_left || exit 0
  tries=$((tries + 1))
  [ "$tries" -lt 10 ] || { echo "the node $NODE is stopped; start it with: rabbitmqctl start_app" >&2; exit 1; }
  sleep 1
done
`;

/** Queues whose only copy is on this node, and those whose majority needs it; nothing where the node left already. */
export const holdsNothingAlone = `set -eu
${runsUnlessLeft}
alone=$(rabbitmqctl -q eval '
  Local = [Q || Q <- rabbit_amqqueue:list(), node(amqqueue:get_pid(Q)) =:= node(), amqqueue:get_type(Q) =:= rabbit_classic_queue,
    amqqueue:get_slave_pids(Q) =:= []],
  [io:format("~ts (virtual host ~ts)~n", [element(4, amqqueue:get_name(Q)), element(2, amqqueue:get_name(Q))]) || Q <- Local], ok.' | sed '$d')
[ -z "$alone" ] || { printf 'queues that are on no other node: %s\\n' "$(printf '%s' "$alone" | tr '\\n' ',')" >&2; exit 1; }
rabbitmq-queues -q check_if_node_is_quorum_critical >&2
`;

/** Replicas of quorum queues go first: the cluster does not take them away by itself. */
export const leaveCluster = `set -eu
rabbitmq-queues -q shrink "$NODE" >&2 || :
rabbitmqctl -q stop_app
rabbitmqctl -q reset
`;

/** How many nodes of the cluster run. */
export const countRunning = `rabbitmqctl -q eval 'length(rabbit_nodes:all_running()).'`;

/** Published, read back and removed again over AMQP, with the account, as a client would. For python3: `options` are pika's for TLS. */
export const deliver = `import os, pika
def deliver(options=None):
    e = os.environ
    login = pika.PlainCredentials(e["ACCOUNT"], e["PASSWORD"])
    place = pika.ConnectionParameters(e["ADDRESS"], int(e["PORT"]), "/", login, ssl_options=options)
    connection = pika.BlockingConnection(place)
    channel = connection.channel()
    queue = channel.queue_declare("", exclusive=True).method.queue
    channel.confirm_delivery()
    channel.basic_publish("", queue, b"forty-two", mandatory=True)
    print(channel.basic_get(queue, auto_ack=True)[2].decode())
    connection.close()
`;

export const roundTrip = `python3 - <<'PYTHON'
${deliver}
deliver()
PYTHON
`;
