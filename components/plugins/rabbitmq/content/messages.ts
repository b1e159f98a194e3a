/**
 * Messages over AMQP, by python3-pika. A line of JSON for each queue, then one for each of its messages: `properties` as AMQP
 * encodes them and `body`, both in base64. In are the queues that outlive a connection; streams are not.
 */

/** Name of an account that lives as long as a script; one that was killed leaves it. */
const MESSENGER = "lambdastack-messages";

/** Nothing but the dump itself may be read from the standard input. */
export const withoutMessenger = `ctl() { rabbitmqctl -q "$@" </dev/null; }
ctl delete_user ${MESSENGER} >/dev/null 2>&1 || :
`;

/** An account that sees every virtual host, and publishes what others published under their names. */
const asMessenger = `set -eu
${withoutMessenger}
export PASSWORD=$(head -c 24 /dev/urandom | base64)
trap 'ctl delete_user ${MESSENGER} >/dev/null' EXIT
trap 'exit 143' HUP INT TERM
printf '%s\\n' "$PASSWORD" | rabbitmqctl -q add_user ${MESSENGER} >/dev/null
ctl set_user_tags ${MESSENGER} impersonator
ctl list_vhosts --no-table-headers name | while IFS= read -r host; do
  ctl set_permissions -p "$host" ${MESSENGER} '^$' '.*' '.*'
done
`;

const connecting = `import base64, gzip, json, os, pika, subprocess, sys
def connect(vhost):
    e = os.environ
    login = pika.PlainCredentials("${MESSENGER}", e["PASSWORD"])
    return pika.BlockingConnection(pika.ConnectionParameters(e["ADDRESS"], int(e["PORT"]), vhost, login))
`;

/** Takes every message that waits, unacknowledged, and puts them back at the end by closing the channel. */
export const writeMessages = `${asMessenger}
python3 - <<'PYTHON'
${connecting}
def listed(*words):
    return json.loads(subprocess.check_output(["rabbitmqctl", "-q", *words[:1], "--formatter", "json", *words[1:]]))
def encoded(content):
    return base64.b64encode(content).decode()
output = gzip.open(sys.stdout.buffer, "wt")
def write(line):
    print(json.dumps(line), file=output)
def write_queue(connection, queue, count):
    channel = connection.channel()
    for _ in range(count):
        method, properties, body = channel.basic_get(queue)
        if method is None:
            break
        # the broker counts deliveries in quorum queues there
        (properties.headers or {}).pop("x-delivery-count", None)
        write({"properties": encoded(b"".join(properties.encode())), "body": encoded(body)})
    channel.close()
for vhost in [one["name"] for one in listed("list_vhosts", "name")]:
    connection = connect(vhost)
    for queue in listed("list_queues", "-p", vhost, "name", "type", "exclusive", "messages"):
        if queue["exclusive"] or "stream" in queue["type"]:
            continue
        write({"vhost": vhost, "queue": queue["name"]})
        write_queue(connection, queue["name"], queue["messages"])
    connection.close()
output.close()
PYTHON
`;

/** Empties each queue of the backup, then publishes its messages to it; the broker confirms each. */
export const readMessages = `${asMessenger}
python3 /dev/fd/3 3<<'PYTHON'
${connecting}
channels = {}
def channel_of(vhost):
    if vhost not in channels:
        channels[vhost] = connect(vhost).channel()
        channels[vhost].confirm_delivery()
    return channels[vhost]
for line in map(json.loads, gzip.open(sys.stdin.buffer, "rt")):
    if "queue" in line:
        channel, queue = channel_of(line["vhost"]), line["queue"]
        channel.queue_purge(queue)
        continue
    properties = pika.BasicProperties().decode(base64.b64decode(line["properties"]))
    channel.basic_publish("", queue, base64.b64decode(line["body"]), properties, mandatory=True)
for channel in channels.values():
    channel.connection.close()
PYTHON
`;
