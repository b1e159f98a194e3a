"""What the stand-ins of Kubernetes' programs share: their log, kubeconfig files, and how they ask the stand-in API."""
import hashlib
import hmac
import json
import os
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request

import yaml

VERSION = os.environ.get("STAND_IN_VERSION", "")
KUBERNETES = "/etc/kubernetes"
LOG = "/var/log/kubernetes-stand-in.log"


def record(program):
    with open(LOG, "a") as log:
        log.write(" ".join([f"{time.time():.3f}", program, *sys.argv[1:], f"[{VERSION}]"]) + "\n")


def fail(message):
    sys.exit(f"error: {message}")


def read(path):
    with open(path) as file:
        return file.read()


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(os.open(f"{path}.new", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
    os.replace(f"{path}.new", path)


def pod(name):
    """Path, command and image of the manifest of a static pod; None where there is none."""
    path = f"{KUBERNETES}/manifests/{name}.yaml"
    if not os.path.exists(path):
        return None
    container = yaml.safe_load(read(path))["spec"]["containers"][0]
    return path, container["command"], container["image"]


def etcdctl(*words, endpoint="127.0.0.1", text=None):
    """By TLS, as everything that talks to an etcd of kubeadm."""
    flags = [f"--{flag}={KUBERNETES}/pki/{path}" for flag, path in
             [("cacert", "etcd/ca.crt"), ("cert", "apiserver-etcd-client.crt"), ("key", "apiserver-etcd-client.key")]]
    command = ["etcdctl", f"--endpoints=https://{endpoint}:2379", "--command-timeout=5s", *flags, *words]
    environment = {**os.environ, "ETCDCTL_API": "3"}
    return subprocess.run(command, env=environment, input=text, capture_output=True, text=True, check=True).stdout


def account_token(account):
    """In place of a certificate of an account: whoever has the key of the authority can make it and check it."""
    return f"{account}.{hmac.new(read(f'{KUBERNETES}/pki/ca.key').encode(), account.encode(), hashlib.sha256).hexdigest()}"


def write_kubeconfig(path, endpoint, token):
    server = {"server": f"https://{endpoint}", "certificate-authority": f"{KUBERNETES}/pki/ca.crt"}
    content = {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": "default",
        "clusters": [{"name": "cluster", "cluster": server}],
        "users": [{"name": "user", "user": {"token": token}}],
        "contexts": [{"name": "default", "context": {"cluster": "cluster", "user": "user"}}],
    }
    write(path, yaml.safe_dump(content))


class Client:
    """Asks the API that a kubeconfig file names; its certificate must be of the file's authority."""

    def __init__(self, path, server=None):
        config = yaml.safe_load(read(path))
        cluster = config["clusters"][0]["cluster"]
        self.server = server or cluster["server"]
        self.token = config["users"][0]["user"]["token"]
        self.context = ssl.create_default_context(cafile=cluster["certificate-authority"])

    def ask(self, verb, kind, name="", value=None):
        question = {"verb": verb, "kind": kind, "name": name, "value": value}
        return request(self.server, question, self.token, self.context)

    def raw(self, path):
        return request(self.server + path, None, self.token, self.context)


def request(address, question, token, context):
    """Returns the answer, None where there is nothing of the name. Ends the program where it is refused."""
    data = None if question is None else json.dumps(question).encode()
    headers = {"Authorization": f"Bearer {token}"}
    try:
        with urllib.request.urlopen(urllib.request.Request(address, data, headers), timeout=10, context=context) as answer:
            text = answer.read().decode()
    except urllib.error.HTTPError as error:
        if error.code == 404:
            return None
        fail(f"{address} answered {error.code}: {error.read().decode()}")
    except OSError as error:
        fail(f"{address} does not answer: {error}")
    return text if question is None else json.loads(text)
