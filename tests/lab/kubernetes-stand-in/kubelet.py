"""Stand-in of the kubelet: registers its node when it starts, and then says every second that it is ready."""
import os
import sys
import time

import yaml

from common import KUBERNETES, VERSION, Client, fail, read, record

if sys.argv[1:] == ["--version"]:
    print(f"Kubernetes {VERSION}")
    sys.exit()
record("kubelet")
if not os.path.exists("/var/lib/kubelet/config.yaml"):
    fail("failed to load kubelet config file /var/lib/kubelet/config.yaml")
config = yaml.safe_load(read("/var/lib/kubelet/config.yaml"))
status = {"ready": True, "version": VERSION, "address": config["address"]}
Client(f"{KUBERNETES}/kubelet.conf").ask("register", "node", config["name"], {"status": status, "taints": config["taints"]})
while True:
    time.sleep(1)
    try:
        Client(f"{KUBERNETES}/kubelet.conf").ask("status", "node", config["name"], status)
    except (SystemExit, OSError) as error:
        print(error, file=sys.stderr, flush=True)
