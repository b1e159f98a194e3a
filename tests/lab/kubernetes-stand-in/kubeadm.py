"""Stand-in of kubeadm: makes, joins and leaves a cluster of stand-in API servers over the real etcd."""
import glob
import hashlib
import os
import re
import shutil
import ssl
import subprocess
import sys
import time

import yaml

from common import KUBERNETES, VERSION, Client, fail, read, record, request, write, write_kubeconfig

PKI = f"{KUBERNETES}/pki"
DATA = "/var/lib/kubernetes-stand-in"


def run(*words, **more):
    return subprocess.run(words, check=True, capture_output=True, text=True, **more).stdout


def etcdctl(endpoint, *words):
    return run("etcdctl", f"--endpoints=http://{endpoint}:2379", *words, env={**os.environ, "ETCDCTL_API": "3"})


def documents(path):
    return {one["kind"]: one for one in yaml.safe_load_all(read(path))}


def openssl_certificate(name, names):
    alternatives = ",".join(("IP:" if re.fullmatch(r"[0-9.]+", one) else "DNS:") + one for one in names)
    run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-noenc", "-days", "365", "-subj", f"/CN={name}",
        *(["-addext", f"subjectAltName={alternatives}", "-CA", f"{PKI}/ca.crt", "-CAkey", f"{PKI}/ca.key",
           "-addext", "basicConstraints=critical,CA:FALSE"] if names else []),
        "-keyout", f"{PKI}/{name}.key", "-out", f"{PKI}/{name}.crt")


def authority_hash(certificate):
    key = run("openssl", "x509", "-pubkey", "-noout", input=certificate)
    der = subprocess.run(["openssl", "pkey", "-pubin", "-outform", "der"], input=key.encode(), capture_output=True, check=True)
    return "sha256:" + hashlib.sha256(der.stdout).hexdigest()


def preflight():
    for path in [f"{KUBERNETES}/manifests/kube-apiserver.yaml", f"{KUBERNETES}/kubelet.conf"]:
        if os.path.exists(path):
            fail(f"[ERROR FileAvailable]: {path} already exists")
    run("systemctl", "is-active", "containerd")


def settings():
    return dict(line.split("=", 1) for line in read(f"{DATA}/settings").splitlines())


def write_settings(values):
    write(f"{DATA}/settings", "".join(f"{name}={value}\n" for name, value in values.items()))


def start_control_plane(name, address, port, names, cluster, version):
    openssl_certificate("apiserver", ["127.0.0.1", address, *names])
    for program in ["etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler"]:
        write(f"{KUBERNETES}/manifests/{program}.yaml", f"# stand-in of {program}\n")
    write_settings({"NAME": name, "ADDRESS": address, "PORT": port, "CLUSTER": cluster[0], "STATE": cluster[1], "VERSION": version})
    run("systemctl", "enable", "--now", "stand-in-etcd", "stand-in-api")
    await_api(address, port)


def await_api(address, port):
    context = ssl.create_default_context(cafile=f"{PKI}/ca.crt")
    for _ in range(60):
        try:
            return request(f"https://{address}:{port}/readyz", None, "", context)
        except SystemExit:
            time.sleep(1)
    fail("the API server did not become ready")


def start_kubelet(name, endpoint, token, taints, address):
    write_kubeconfig(f"{KUBERNETES}/kubelet.conf", endpoint, token)
    write("/var/lib/kubelet/config.yaml", yaml.safe_dump({"name": name, "taints": taints, "address": address}))
    run("systemctl", "restart", "kubelet")


def seconds(text):
    parts = re.fullmatch(r"(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?", text).groups(default="0")
    return int(parts[0]) * 3600 + int(parts[1]) * 60 + int(parts[2])


def put_tokens(init):
    admin = Client(f"{KUBERNETES}/admin.conf")
    for one in init["bootstrapTokens"]:
        ttl = seconds(one["ttl"])
        groups = one.get("groups", ["system:bootstrappers:kubeadm:default-node-token"])
        admin.ask("put", "token", one["token"], {"groups": groups, "expires": time.time() + ttl if ttl else 0})


def put_certificates(init):
    files = {path: read(path) for path in [f"{PKI}/ca.crt", f"{PKI}/ca.key", f"{KUBERNETES}/admin.conf"]}
    value = {"key": init["certificateKey"], "expires": time.time() + 7200, "files": files}
    Client(f"{KUBERNETES}/admin.conf").ask("put", "certificates", "", value)


def master_taints(registration):
    return registration.get("taints", ["node-role.kubernetes.io/control-plane"])


def init(path):
    config = documents(path)
    local, cluster = config["InitConfiguration"], config["ClusterConfiguration"]
    registration, address = local["nodeRegistration"], local["localAPIEndpoint"]["advertiseAddress"]
    preflight()
    os.makedirs(PKI, exist_ok=True)
    openssl_certificate("ca", [])
    os.makedirs(DATA, exist_ok=True)
    write_kubeconfig(f"{KUBERNETES}/admin.conf", cluster["controlPlaneEndpoint"], "admin." + os.urandom(16).hex())
    name = registration["name"]
    start_control_plane(name, address, local["localAPIEndpoint"]["bindPort"], cluster["apiServer"]["certSANs"],
                        (f"{name}=http://{address}:2380", "new"), VERSION)
    token = yaml.safe_load(read(f"{KUBERNETES}/admin.conf"))["users"][0]["user"]["token"]
    run("etcdctl", "put", f"/token/{token}", '{"groups":["system:masters"],"expires":0}', env={**os.environ, "ETCDCTL_API": "3"})
    run("etcdctl", "put", f"/token/node.{name}", f'{{"groups":["system:node:{name}"],"expires":0}}', env={**os.environ, "ETCDCTL_API": "3"})
    if cluster["kubernetesVersion"] != VERSION.removeprefix("v"):
        fail(f"this version of kubeadm does not deploy {cluster['kubernetesVersion']}")
    Client(f"{KUBERNETES}/admin.conf").ask("put", "config", "", {"kubernetesVersion": VERSION})
    put_tokens(local)
    start_kubelet(name, cluster["controlPlaneEndpoint"], f"node.{name}", master_taints(registration), address)


def join(path):
    config = documents(path)["JoinConfiguration"]
    discovery, registration, plane = config["discovery"]["bootstrapToken"], config["nodeRegistration"], config.get("controlPlane")
    preflight()
    endpoint, name = discovery["apiServerEndpoint"], registration["name"]
    unverified = ssl._create_unverified_context()
    certificate = request(f"https://{endpoint}/ca", None, "", unverified)
    if authority_hash(certificate) not in discovery["caCertHashes"]:
        fail(f"the certificate of {endpoint} is not of the cluster's authority")
    write(f"{PKI}/ca.crt", certificate)
    question = {"verb": "join", "kind": "node", "name": name, "value": {"certificateKey": plane and plane["certificateKey"]}}
    answer = request(f"https://{endpoint}", question, discovery["token"], ssl.create_default_context(cafile=f"{PKI}/ca.crt"))
    if answer is None:
        fail("the certificates were not uploaded, or by another key")
    address = registration["kubeletExtraArgs"][0]["value"]
    if plane:
        join_control_plane(name, plane["localAPIEndpoint"], answer)
    start_kubelet(name, endpoint, answer["token"], master_taints(registration) if plane else [], address)


def join_control_plane(name, local, answer):
    for path, text in answer["files"].items():
        write(path, text)
    address = local["advertiseAddress"]
    members = [line.split(", ") for line in answer["members"].splitlines()]
    peer = re.search(r"//(.*):", members[0][3]).group(1)
    etcdctl(peer, "member", "add", name, f"--peer-urls=http://{address}:2380")
    listed = [f"{one[2]}={one[3]}" for one in members] + [f"{name}=http://{address}:2380"]
    start_control_plane(name, address, local["bindPort"], [], (",".join(listed), "existing"), answer["version"])


def leave_etcd():
    members = [line.split(", ") for line in etcdctl("127.0.0.1", "member", "list").splitlines()]
    mine = next(one for one in members if one[2] == settings()["NAME"])
    others = [one for one in members if one is not mine]
    if others:
        etcdctl(re.search(r"//(.*):", others[0][3]).group(1), "member", "remove", mine[0])


def reset():
    if os.path.exists(f"{DATA}/settings"):
        if subprocess.run(["systemctl", "-q", "is-active", "stand-in-etcd"]).returncode == 0:
            leave_etcd()
        run("systemctl", "disable", "--now", "stand-in-api", "stand-in-etcd")
    run("systemctl", "stop", "kubelet")
    for path in [PKI, f"{KUBERNETES}/manifests", DATA]:
        shutil.rmtree(path, ignore_errors=True)
    for path in [*glob.glob(f"{KUBERNETES}/*.conf"), "/var/lib/kubelet/config.yaml"]:
        if os.path.exists(path):
            os.remove(path)


def minor(version):
    return int(version.split(".")[1])


def upgradable(version):
    """As the real one's policy of versions: its own version, one minor version at a time, never back."""
    runs = Client(f"{KUBERNETES}/admin.conf").ask("get", "config")["kubernetesVersion"]
    if version != VERSION:
        fail(f"Specified version to upgrade to \"{version}\" is not the kubeadm version \"{VERSION}\"")
    if minor(version) > minor(runs) + 1:
        fail(f"Specified version to upgrade to \"{version}\" is too high; kubeadm can upgrade only 1 minor version at a time")
    if minor(version) < minor(runs):
        fail(f"Specified version to upgrade to \"{version}\" is too low")


def run_control_plane(version):
    values = {**settings(), "VERSION": version}
    write_settings(values)
    run("systemctl", "restart", "stand-in-api")
    await_api(values["ADDRESS"], values["PORT"])


def upgrade_cluster(version):
    upgradable(version)
    run_control_plane(version)
    Client(f"{KUBERNETES}/admin.conf").ask("put", "config", "", {"kubernetesVersion": version})


def upgrade_node():
    version = Client(f"{KUBERNETES}/kubelet.conf").ask("get", "config")["kubernetesVersion"]
    if minor(VERSION) != minor(version):
        fail(f"this version of kubeadm, {VERSION}, does not upgrade a node to {version}")
    if os.path.exists(f"{DATA}/settings"):
        run_control_plane(version)


record("kubeadm")
if sys.argv[1:] == ["version", "-o", "short"]:
    print(VERSION)
    sys.exit()
words = [word for word in sys.argv[1:] if not word.startswith("--") or word == "--config"]
match words:
    case ["init", "--config", path]:
        init(path)
    case ["init", "phase", "bootstrap-token", "--config", path]:
        put_tokens(documents(path)["InitConfiguration"])
    case ["init", "phase", "upload-certs", "--config", path]:
        put_certificates(documents(path)["InitConfiguration"])
    case ["join", "--config", path]:
        join(path)
    case ["upgrade", "plan", version]:
        upgradable(version)
    case ["upgrade", "apply", version] if "--yes" in sys.argv:
        upgrade_cluster(version)
    case ["upgrade", "node"]:
        upgrade_node()
    case ["reset"]:
        reset()
    case _:
        fail(f"this stand-in of kubeadm does not know {words}")
