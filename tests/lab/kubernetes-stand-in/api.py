"""Stand-in of an API server: HTTPS with the cluster's certificates, over the real etcd beside it. Knows who may do what."""
import http.server
import json
import os
import ssl
import subprocess
import sys
import time

from common import KUBERNETES, read


def etcdctl(*words, text=None):
    command = ["etcdctl", "--endpoints=http://127.0.0.1:2379", "--command-timeout=5s", *words]
    environment = {**os.environ, "ETCDCTL_API": "3"}
    return subprocess.run(command, env=environment, input=text, capture_output=True, text=True, check=True).stdout


def get(key):
    text = etcdctl("get", key, "--print-value-only")
    return json.loads(text) if text.strip() else None


def put(key, value):
    etcdctl("put", key, text=json.dumps(value))


def names(kind):
    lines = etcdctl("get", f"/{kind}/", "--prefix", "--keys-only").split()
    return [line.removeprefix(f"/{kind}/") for line in lines]


def who(token):
    known = get(f"/token/{token}")
    return known if known and (known["expires"] == 0 or known["expires"] > time.time()) else None


def may(account, verb, kind, name):
    groups = account["groups"]
    if "system:masters" in groups:
        return True
    if kind == "config" and verb == "get":
        return any(group.startswith("system:node:") for group in groups)
    if f"system:node:{name}" in groups:
        return kind == "node" and verb in ("get", "register", "status", "label")
    if "system:bootstrappers:kubeadm:default-node-token" in groups:
        return verb == "join"
    if "system:bootstrappers:lambdastack:drain" in groups and get("/object/ClusterRoleBinding lambdastack:drain"):
        return kind == "node" and verb in ("get", "cordon", "uncordon", "delete")
    return False


def node_of(name):
    """Status lies apart, as the kubelet writes it every second beside whoever changes the rest."""
    node = get(f"/node/{name}")
    return node and {**node, **(get(f"/status/{name}") or {})}


def change_node(verb, name, value):
    node = get(f"/node/{name}")
    if verb == "status":
        if node:
            put(f"/status/{name}", value)
        return node
    if verb == "register":
        node = {"labels": (node or {}).get("labels", {}), "taints": value["taints"], "unschedulable": False}
        put(f"/status/{name}", value["status"])
    elif node is None:
        return None
    elif verb in ("cordon", "uncordon"):
        node["unschedulable"] = verb == "cordon"
    elif verb == "label":
        node["labels"].update(value)
    elif verb == "taint":
        node["taints"] = value
    put(f"/node/{name}", node)
    return node


def join(name, value):
    """A machine gets an account of its own, and a master the certificates, where it knows the key they were uploaded by."""
    put(f"/token/node.{name}", {"groups": [f"system:node:{name}"], "expires": 0})
    answer = {"token": f"node.{name}", "version": get("/config/")["kubernetesVersion"]}
    if value["certificateKey"]:
        uploaded = get("/certificates/") or {"key": None}
        if uploaded["key"] != value["certificateKey"] or uploaded["expires"] < time.time():
            return None
        answer.update(files=uploaded["files"], members=etcdctl("member", "list"))
    return answer


def answer(verb, kind, name, value):
    key = f"/{kind}/{name}"
    if verb == "join":
        return join(name, value)
    if verb == "list" and kind == "node":
        return {one: node_of(one) for one in names(kind)}
    if verb == "delete":
        found = get(key)
        etcdctl("del", key)
        return found
    if verb == "put":
        put(key, value)
    if kind == "node":
        return node_of(name) if verb == "get" else change_node(verb, name, value)
    return get(key)


class Handler(http.server.BaseHTTPRequestHandler):
    def reply(self, status, text):
        self.send_response(status)
        self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())

    def do_GET(self):
        try:
            if self.path == "/ca":
                return self.reply(200, read(f"{KUBERNETES}/pki/ca.crt"))
            if self.path == "/version":
                return self.reply(200, json.dumps({"major": "1", "gitVersion": sys.argv[3]}, indent=2))
            etcdctl("endpoint", "health")
            self.reply(200, "ok")
        except subprocess.CalledProcessError as error:
            self.reply(500, error.stderr)

    def do_POST(self):
        try:
            question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            account = who(self.headers["Authorization"].removeprefix("Bearer "))
            if account is None:
                return self.reply(401, "Unauthorized")
            if not may(account, question["verb"], question["kind"], question["name"]):
                return self.reply(403, f"Forbidden: {question['verb']} {question['kind']} {question['name']}")
            found = answer(**question)
            self.reply(404 if found is None else 200, json.dumps(found))
        except subprocess.CalledProcessError as error:
            self.reply(500, error.stderr)

    def log_message(self, *_):
        """Checks come every two seconds from every machine."""


server = http.server.ThreadingHTTPServer((sys.argv[1], int(sys.argv[2])), Handler)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(f"{KUBERNETES}/pki/apiserver.crt", f"{KUBERNETES}/pki/apiserver.key")
server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
server.serve_forever()
