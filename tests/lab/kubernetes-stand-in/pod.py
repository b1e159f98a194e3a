"""Runs what a manifest of a static pod says: the real etcd, or the stand-in of the API server."""
import os
import sys

from common import pod

_, command, image = pod(sys.argv[1])
if command[0] == "etcd":
    os.execv("/usr/bin/etcd", command)
options = dict(word.removeprefix("--").split("=", 1) for word in command[1:])
version = image.rsplit(":", 1)[1]
api = "/usr/lib/kubernetes-stand-in/api.py"
encryption = options.get("encryption-provider-config", "")
os.execv("/usr/bin/python3", ["python3", api, options["advertise-address"], options["secure-port"], version, encryption])
