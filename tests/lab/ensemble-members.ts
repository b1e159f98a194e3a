/** What somebody does on a machine with the members of three ensembles, in scripts for sh. */

const clients = `export ETCDCTL_API=3 ETCDCTL_ENDPOINTS=http://$(hostname -I | tr -d ' '):2379
zookeeper() { zkCli.sh -server $(hostname -I | tr -d ' '):2181 "$@" </dev/null 2>/dev/null; }
`;

/** For python3: a connection to the broker of this machine. */
const connecting = `import hashlib, os, pika, time
login = pika.PlainCredentials("tester", "tested")
connection = pika.BlockingConnection(pika.ConnectionParameters("127.0.0.1", 5672, "/", login))
channel = connection.channel()
channel.confirm_delivery()
def declare(name):
    channel.queue_declare(name, durable=True, arguments={"x-queue-type": "quorum"})
def publish(name, body):
    channel.basic_publish("", name, body, pika.BasicProperties(delivery_mode=2), mandatory=True)
`;

/** Different data each time. */
export const writeToEnsembles = `set -e
${clients}
for number in $(seq 50); do head -c 1000 /dev/urandom | base64 -w 0 | etcdctl put "kept/$number" >/dev/null; done
zookeeper create /kept "$(head -c 1000 /dev/urandom | base64 -w 0)" >/dev/null
zookeeper create /kept/below "$(head -c 1000 /dev/urandom | base64 -w 0)" >/dev/null
rabbitmqctl -q add_user tester tested >/dev/null
rabbitmqctl -q set_permissions -p / tester '.*' '.*' '.*'
python3 - <<'PYTHON'
${connecting}
declare("kept")
for number in range(50):
    publish("kept", os.urandom(100))
connection.close()
PYTHON
`;

/** A checksum for each ensemble, of what \`writeToEnsembles\` wrote. A quorum queue gives back in another order. */
export const contentOfEnsembles = `set -e
${clients}
etcdctl get kept/ --prefix | sha256sum
{ zookeeper get /kept | tail -n 1; zookeeper get /kept/below | tail -n 1; } | sha256sum
python3 - <<'PYTHON'
${connecting}
found = [channel.basic_get("kept") for _ in range(51)]
bodies = sorted(body for method, about, body in found if method)
print(len(bodies), hashlib.sha256(b"".join(bodies)).hexdigest())
connection.close()
PYTHON
`;

/** Written to each ensemble and read back, by clients of this machine; prints 42 for each, and less where one does not serve. */
export const roundTripOfEnsembles = `trip() (
set -e
${clients}
etcdctl put "trip/$(hostname)" 42 >/dev/null
etcdctl get "trip/$(hostname)" --print-value-only
zookeeper create "/trip-$(hostname)" 42 >/dev/null || :
zookeeper get "/trip-$(hostname)" | tail -n 1
zookeeper delete "/trip-$(hostname)" >/dev/null
python3 - <<'PYTHON'
${connecting}
name = "trip-" + os.uname().nodename
declare(name)
publish(name, b"42")
print(channel.basic_get(name, auto_ack=True)[2].decode())
channel.queue_delete(name)
connection.close()
PYTHON
)
trip
:
`;
