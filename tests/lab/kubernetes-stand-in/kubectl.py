"""Stand-in of kubectl: the few commands that roles use, with the answers that the real one gives."""
import argparse
import json
import os
import sys

import yaml

from common import KUBERNETES, Client, fail, read, record

record("kubectl")
options = argparse.ArgumentParser(allow_abbrev=False)
for name in ["--kubeconfig", "--request-timeout", "--server", "--raw", "--timeout", "--from-literal"]:
    options.add_argument(name)
for name in ["--all-namespaces", "--ignore-not-found", "--no-headers", "--ignore-daemonsets", "--delete-emptydir-data", "--overwrite"]:
    options.add_argument(name, action="store_true")
options.add_argument("-o")
options.add_argument("-n", default="default")
options.add_argument("-f")
options.add_argument("words", nargs="*")
given = options.parse_intermixed_args()
client = Client(given.kubeconfig or os.environ.get("KUBECONFIG") or f"{KUBERNETES}/admin.conf", given.server)


def node_answer(name, node):
    if node is None:
        if given.ignore_not_found:
            return ""
        fail(f'nodes "{name}" not found')
    if given.o == "name":
        return f"node/{name}"
    if "Ready" in given.o:
        return f"{node['ready']} {node['version']}" if "kubeletVersion" in given.o else str(node["ready"])
    if "unschedulable" in given.o:
        return "true" if node["unschedulable"] else ""
    if "labels" in given.o:
        return json.dumps(node["labels"], separators=(",", ":"))
    return " ".join(node["taints"]) if "taints" in given.o else node["version"]


def node_row(name, node):
    state = "Ready" if node["ready"] else "NotReady"
    return f"{name} {state}{',SchedulingDisabled' if node['unschedulable'] else ''} <none> 1m {node['version']}"


def manifests():
    text = sys.stdin.read() if given.f == "-" else read(given.f)
    return {f"{one['kind']} {one['metadata']['name']}": one for one in yaml.safe_load_all(text) if one}


def configmap(verb, name):
    key = f"{given.n} {name}"
    if verb == "create":
        word, value = given.from_literal.split("=", 1)
        client.ask("put", "configmap", key, {word: value})
    elif verb == "delete":
        if client.ask("delete", "configmap", key) is None and not given.ignore_not_found:
            fail(f'configmaps "{name}" not found')
    else:
        found = client.ask("get", "configmap", key)
        if found is None:
            fail(f'configmaps "{name}" not found')
        print(found[given.o.split(".")[-1].rstrip("}")] if given.o else name)


def changed_taints(name, taint):
    key = taint.rstrip("-").split("=")[0]
    others = [one for one in client.ask("get", "node", name)["taints"] if one != key]
    return others if taint.endswith("-") else [*others, key]


def named(kind):
    """Objects of users: ours have no namespace of their own here, and the cluster's own are always there."""
    own = {"configmaps": ["configmap/kube-root-ca.crt"], "services": ["service/kubernetes"]}.get(kind, [])
    kept = client.ask("list", kind.removesuffix("s")) if kind in ("configmaps", "secrets") else {}
    return own + [f"{kind.removesuffix('s')}/{key.split(' ')[1]}" for key in kept if key.startswith(f"{given.n} ")]


def secret_list():
    items = [{"kind": "Secret", "metadata": {"name": key}, "data": value} for key, value in client.ask("list", "secret").items()]
    return json.dumps({"apiVersion": "v1", "kind": "List", "items": items})


match given.words:
    case ["get", "namespaces"]:
        print("\n".join(f"namespace/{name}" for name in ["default", "kube-node-lease", "kube-public", "kube-system"]))
    case ["get", "secrets"] if given.all_namespaces and given.o == "json":
        print(secret_list())
    case ["replace"]:
        for one in json.load(sys.stdin)["items"]:
            client.ask("put", "secret", one["metadata"]["name"], one["data"])
            print(f"secret/{one['metadata']['name']} replaced")
    case ["get", kinds] if given.o == "name":
        print("\n".join(line for kind in kinds.split(",") for line in named(kind.split(".")[0])))
    case ["create", "secret", "generic", name]:
        client.ask("put", "secret", f"{given.n} {name}", dict([given.from_literal.split("=", 1)]))
    case ["get", "secret", name]:
        print(client.ask("get", "secret", f"{given.n} {name}")[given.o.split(".")[-1].rstrip("}")])
    case ["get"]:
        print(client.raw(given.raw))
    case ["get", "nodes"]:
        print("\n".join(node_row(*one) for one in client.ask("list", "node").items()))
    case ["get", "node", name]:
        print(node_answer(name, client.ask("get", "node", name)))
    case ["drain", name]:
        if client.ask("cordon", "node", name) is None:
            fail(f'nodes "{name}" not found')
        print(f"node/{name} drained")
    case ["uncordon", name]:
        if client.ask("uncordon", "node", name) is None:
            fail(f'nodes "{name}" not found')
        print(f"node/{name} uncordoned")
    case ["delete", "node", name]:
        client.ask("delete", "node", name)
    case ["label", "node", name, *labels]:
        client.ask("label", "node", name, dict(one.split("=", 1) for one in labels))
    case ["taint", "node", name, taint]:
        client.ask("taint", "node", name, changed_taints(name, taint))
    case ["apply"]:
        for key, one in manifests().items():
            client.ask("put", "object", key, one)
    case ["diff"]:
        sys.exit(any(client.ask("get", "object", key) != one for key, one in manifests().items()))
    case [("create" | "get" | "delete") as verb, "configmap", name]:
        configmap(verb, name)
    case _:
        fail(f"this stand-in of kubectl does not know {given.words}")
