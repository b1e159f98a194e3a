"""Stand-in of an API server: HTTPS with the cluster's certificates, over the real etcd beside it. Knows who may do what."""
import hashlib
import hmac
import http.server
import json
import ssl
import subprocess
import sys
import time

import yaml

from common import KUBERNETES, account_token, etcdctl, read


ENCRYPTED = "k8s:enc:aescbc:v1:"


def providers():
    """Name and key of each provider of the file that the API server was started with; no key: as it is. The first one writes."""
    if not sys.argv[4]:
        return [("", None)]
    found = yaml.safe_load(read(sys.argv[4]))["resources"][0]["providers"]
    keys = [one["aescbc"]["keys"][0] if "aescbc" in one else {"name": "", "secret": None} for one in found]
    return [(one["name"], one["secret"]) for one in keys]


def crossed(text, key):
    """Its own cipher, not that of Kubernetes: the text with a stream that comes from the key."""
    stream = b"".join(hashlib.sha256(f"{key}{n}".encode()).digest() for n in range(len(text) // 32 + 1))
    return bytes(one ^ other for one, other in zip(text, stream))


def sealed(text):
    name, key = PROVIDERS[0]
    if key is None:
        return text
    return f"{ENCRYPTED}{name}:{crossed(hashlib.sha256(text.encode()).digest() + text.encode(), key).hex()}"


def opened(text):
    if not text.startswith(ENCRYPTED):
        return text
    for name, key in PROVIDERS:
        if key is not None and text.startswith(f"{ENCRYPTED}{name}:"):
            plain = crossed(bytes.fromhex(text.rsplit(":", 1)[1]), key)
            if hashlib.sha256(plain[32:]).digest() == plain[:32]:
                return plain[32:].decode()
    raise UnreadableSecret("no matching key was found for the provided encryption transformer")


class UnreadableSecret(Exception):
    pass


def get(key):
    text = etcdctl("get", key, "--print-value-only")
    return json.loads(opened(text.strip())) if text.strip() else None


def put(key, value):
    text = json.dumps(value)
    etcdctl("put", key, text=sealed(text) if key.startswith("/secret/") else text)


def names(kind):
    lines = etcdctl("get", f"/{kind}/", "--prefix", "--keys-only").splitlines()
    return [line.removeprefix(f"/{kind}/") for line in lines if line]


GROUPS = {"kubernetes-admin": "system:masters"}


def who(token):
    account = token.rpartition(".")[0]
    if hmac.compare_digest(token, account_token(account)):
        return {"groups": [GROUPS.get(account, account)]}
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
    answer = {"token": account_token(f"system:node:{name}"), "config": get("/config/")}
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
    if verb == "list":
        return {one: node_of(one) if kind == "node" else get(f"/{kind}/{one}") for one in names(kind)}
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
        except UnreadableSecret as error:
            self.reply(500, str(error))

    def log_message(self, *_):
        """Checks come every two seconds from every machine."""


PROVIDERS = providers()
server = http.server.ThreadingHTTPServer((sys.argv[1], int(sys.argv[2])), Handler)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(f"{KUBERNETES}/pki/apiserver.crt", f"{KUBERNETES}/pki/apiserver.key")
server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
server.serve_forever()
