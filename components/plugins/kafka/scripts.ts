import { connects, mostRun } from "@lambdastack/core/role";

/**
 * Scripts for sh around the tools of Kafka 3.7. Each call starts a Java machine of its own, a second or more: guards make one.
 * `kafka-topics.sh --describe` prints a line per partition, fields with tabs between: "Topic: t", "Partition: 0", "Leader: 1",
 * "Replicas: 1,2", "Isr: 1".
 */

/** A tool through this machine's broker, or through those of `$BOOTSTRAP`. */
export const tools = `kafka() {
  tool=$1
  shift
  timeout 60 "$KAFKA/bin/kafka-$tool.sh" --bootstrap-server "\${BOOTSTRAP:-$ADDRESS:$PORT}" \\
    --command-config "$CONFIGURATION/admin.properties" "$@"
}
describe() { kafka topics --describe; }
`;

/** Before most controllers run, a new cluster answers nobody. With ZooKeeper there are none to wait for. */
export const quorumRuns = `${connects}${mostRun}quorum_runs() { most_run "$PEERS"; }
`;

/** Functions of awk: what stands behind "NAME: " in one of the fields, and whether a list with commas has an id. */
export const fields = `function field(name, i) {
    for (i = 1; i <= NF; i++) if (index($i, name ": ") == 1) return substr($i, length(name) + 3)
    return ""
  }
  function has(list, id, ids, n, i) {
    n = split(list, ids, ",")
    for (i = 1; i <= n; i++) if (ids[i] == id) return 1
    return 0
  }`;

/** A broker that answers, and whose replicas all have what their leaders have. */
const serves = `serves() {
  connects "$ADDRESS" "$PORT" && described=$(describe 2>&1) || return 1
  printf '%s\\n' "$described" | awk -F '\\t' -v id="$ID" '${fields}
    field("Partition") != "" && has(field("Replicas"), id) && !has(field("Isr"), id) { behind = 1 }
    END { exit behind }'
}
`;

/** Succeeds where the broker serves clients and has caught up, and where no quorum can run yet. */
export const isServing = `${tools}${quorumRuns}${serves}
! quorum_runs || serves`;

/** Waits until the broker serves clients and has caught up. */
export const startServing = `${tools}${quorumRuns}${serves}
tries=0
until ! quorum_runs || serves; do
  tries=$((tries + 1))
  [ "$tries" -lt 120 ] || {
    echo "it serves no clients, or its replicas are behind: $(printf '%s' "\${described:-no answer}" | tail -n 5)" >&2
    exit 1
  }
  sleep 1
done
`;

/** Succeeds where the account may read and write the topic. */
export const hasRights = `${tools}
rights=$(kafka acls --list --topic "$TOPIC") || exit 1
for operation in READ WRITE; do
  printf '%s\\n' "$rights" | grep -F "principal=User:$ACCOUNT," | grep -q "operation=$operation, permissionType=ALLOW" || exit 1
done
`;

/** Consumers are in a group, whose name is theirs to choose. */
export const giveRights = `set -eu
${tools}
kafka acls --add --allow-principal "User:$ACCOUNT" --operation Read --operation Write --operation Describe --topic "$TOPIC" >&2
kafka acls --add --allow-principal "User:$ACCOUNT" --operation Read --group '*' >&2
`;

/** How many brokers answer. */
export const countBrokers = `${tools}
kafka broker-api-versions | grep -c '(id: [0-9]* rack:' | sed 's/$/ answer/'`;

/** A topic is made, written to, read from and removed, under a name that nobody else uses. */
export const roundTrip = `set -e
${tools}
console() {
  timeout 60 "$KAFKA/bin/kafka-console-$1.sh" --bootstrap-server "$ADDRESS:$PORT" --topic "$TOPIC" \\
    "--$1.config" "$CONFIGURATION/admin.properties" $2
}
kafka topics --create --if-not-exists --topic "$TOPIC" --partitions 1 --replication-factor "$REPLICAS" >/dev/null
echo forty-two | console producer >/dev/null
console consumer '--from-beginning --max-messages 1 --timeout-ms 20000' 2>/dev/null
kafka topics --delete --topic "$TOPIC"
`;

/** A handshake as clients make it, with the authority that the machines share. */
export const tlsIsTrusted = `openssl s_client -connect "$ADDRESS:$TLS_PORT" -CAfile "$AUTHORITY" -verify_return_error \\
  -verify_ip "$ADDRESS" </dev/null 2>&1 | grep 'Verify return code'`;
