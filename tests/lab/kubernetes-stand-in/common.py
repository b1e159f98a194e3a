"""What the stand-ins of Kubernetes' programs share: their log, kubeconfig files, and how they ask the stand-in API."""
import json
import os
import ssl
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
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)


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
