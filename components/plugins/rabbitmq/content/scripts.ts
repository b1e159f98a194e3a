import { answers } from "../scripts.ts";
import { withoutMessenger } from "./messages.ts";

/** A cluster has its definitions once: the first node of it that answers gives and takes them. */
export const anotherDoes = `${answers}
for node in $EARLIER; do ! answers "$node" || exit 0; done
exit 1
`;

export const writeDefinitions = `${withoutMessenger}rabbitmqctl -q export_definitions -
`;

/** Says so where the broker holds what `apply` did not make: it keeps no times. */
export const heldAlready = `rabbitmqctl -q export_definitions - | python3 -c '
import json, os, sys
e = os.environ
held = json.load(sys.stdin)
users = [u for u in held["users"] if u["name"] != e["ACCOUNT"]]
vhosts = [v for v in held["vhosts"] if v["name"] != "/"]
if users or vhosts or any(held.get(kind) for kind in ("queues", "exchanges", "bindings")):
    print("the broker holds definitions, which keep no time")
'`;

/** Adds the definitions, then compares: a queue that is there already is left by RabbitMQ as it is. */
export const readDefinitions = `set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat >"$work/wanted"
chown -R rabbitmq "$work"
rabbitmqctl -q import_definitions "$work/wanted" >&2
rabbitmqctl -q export_definitions - >"$work/present"
python3 - "$work/wanted" "$work/present" <<'PYTHON'
import json, sys
wanted, present = (json.load(open(path)) for path in sys.argv[1:])
kinds = ("users", "vhosts", "permissions", "topic_permissions", "parameters", "policies", "queues", "exchanges", "bindings")
def held(content, kind):
    # what a virtual host holds is compared besides
    return [{"name": one["name"]} if kind == "vhosts" else one for one in content.get(kind, [])]
differing = [f"{kind} {one.get('name', one)}" for kind in kinds for one in held(wanted, kind) if one not in held(present, kind)]
if differing:
    sys.exit("not as it was backed up: " + ", ".join(differing[:5]))
PYTHON
`;
