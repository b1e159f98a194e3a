"""Stand-in of kubeadm: makes, joins and leaves a cluster of stand-in API servers over the real etcd."""
import glob
import hashlib
import json
import os
import re
import shutil
import ssl
import subprocess
import sys
import tempfile
import time

import yaml

from common import KUBERNETES, VERSION, Client, account_token, etcdctl, fail, pod, read, record, request, write, write_kubeconfig

PKI = f"{KUBERNETES}/pki"


def run(*words, **more):
    return subprocess.run(words, check=True, capture_output=True, text=True, **more).stdout


def documents(path):
    return {one["kind"]: one for one in yaml.safe_load_all(read(path))}


def openssl_certificate(name, names=(), authority=None):
    alternatives = ",".join(("IP:" if re.fullmatch(r"[0-9.]+", one) else "DNS:") + one for one in names)
    signed = ["-CA", f"{PKI}/{authority}.crt", "-CAkey", f"{PKI}/{authority}.key", "-addext", "basicConstraints=critical,CA:FALSE"]
    run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-noenc", "-days", "365", "-subj", f"/CN={name.replace('/', '-')}",
        *(["-addext", f"subjectAltName={alternatives}"] if names else []), *(signed if authority else []),
        "-keyout", f"{PKI}/{name}.key", "-out", f"{PKI}/{name}.crt")


SHARED = [f"{name}.{end}" for name in ["ca", "front-proxy-ca", "etcd/ca"] for end in ["crt", "key"]] + ["sa.key", "sa.pub"]


def make_authorities():
    os.makedirs(f"{PKI}/etcd", exist_ok=True)
    for name in ["ca", "front-proxy-ca", "etcd/ca"]:
        openssl_certificate(name)
    run("openssl", "genrsa", "-out", f"{PKI}/sa.key", "2048")
    run("openssl", "rsa", "-in", f"{PKI}/sa.key", "-pubout", "-out", f"{PKI}/sa.pub")


def authority_hash(certificate):
    key = run("openssl", "x509", "-pubkey", "-noout", input=certificate)
    der = subprocess.run(["openssl", "pkey", "-pubin", "-outform", "der"], input=key.encode(), capture_output=True, check=True)
    return "sha256:" + hashlib.sha256(der.stdout).hexdigest()


def preflight():
    for path in [f"{KUBERNETES}/manifests/kube-apiserver.yaml", f"{KUBERNETES}/kubelet.conf"]:
        if os.path.exists(path):
            fail(f"[ERROR FileAvailable]: {path} already exists")
    run("systemctl", "is-active", "containerd")


ETCD_IMAGE = "registry.k8s.io/etcd:3.6.5-0"


def make_etcd_image():
    """In place of the image of etcd, which the kubelet pulls: the tools of Debian's etcd, as a real image in the real containerd."""
    with tempfile.TemporaryDirectory() as work:
        os.makedirs(f"{work}/layer/usr/local/bin")
        shutil.copy("/usr/bin/etcdctl", f"{work}/layer/usr/local/bin/etcdctl")
        run("tar", "-C", f"{work}/layer", "-cf", f"{work}/layer.tar", "usr")
        layer = hashlib.sha256(open(f"{work}/layer.tar", "rb").read()).hexdigest()
        config = {"architecture": "amd64", "os": "linux", "rootfs": {"type": "layers", "diff_ids": [f"sha256:{layer}"]}}
        write(f"{work}/config.json", json.dumps(config))
        write(f"{work}/manifest.json", json.dumps([{"Config": "config.json", "RepoTags": [ETCD_IMAGE], "Layers": ["layer.tar"]}]))
        run("tar", "-C", work, "-cf", f"{work}/image.tar", "manifest.json", "config.json", "layer.tar")
        run("ctr", "-n", "k8s.io", "images", "import", f"{work}/image.tar")


def write_pod(name, command, image):
    container = {"name": name, "image": image, "command": command}
    manifest = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name, "namespace": "kube-system"}, "spec": {"containers": [container]}}
    write(f"{KUBERNETES}/manifests/{name}.yaml", yaml.safe_dump(manifest))


def etcd_command(name, address, cluster):
    tls = [f"--{prefix}{flag}={PKI}/etcd/{path}" for prefix, certificate in [("", "server"), ("peer-", "peer")] for flag, path in
           [("cert-file", f"{certificate}.crt"), ("key-file", f"{certificate}.key"), ("trusted-ca-file", "ca.crt")]]
    return ["etcd", f"--advertise-client-urls=https://{address}:2379", "--client-cert-auth=true", "--data-dir=/var/lib/etcd",
            f"--initial-advertise-peer-urls=https://{address}:2380", f"--initial-cluster={cluster[0]}", f"--initial-cluster-state={cluster[1]}",
            f"--listen-client-urls=https://127.0.0.1:2379,https://{address}:2379", f"--listen-peer-urls=https://{address}:2380",
            f"--name={name}", "--peer-client-cert-auth=true", *tls]


def start_control_plane(name, address, port, names, cluster, version, arguments):
    openssl_certificate("apiserver", ["127.0.0.1", address, *names], "ca")
    openssl_certificate("apiserver-etcd-client", [], "etcd/ca")
    openssl_certificate("etcd/healthcheck-client", [], "etcd/ca")
    for certificate in ["etcd/server", "etcd/peer"]:
        openssl_certificate(certificate, ["127.0.0.1", "localhost", address], "etcd/ca")
    make_etcd_image()
    os.makedirs("/var/lib/etcd", mode=0o700, exist_ok=True)
    write_pod("etcd", etcd_command(name, address, cluster), ETCD_IMAGE)
    command = ["kube-apiserver", f"--advertise-address={address}", f"--secure-port={port}", *arguments]
    write_pod("kube-apiserver", command, f"registry.k8s.io/kube-apiserver:{version}")
    for program in ["kube-controller-manager", "kube-scheduler"]:
        write_pod(program, [program], f"registry.k8s.io/{program}:{version}")


def admin():
    """Once the load balancer knows who is ready: until then it tries those that are not, too."""
    client, answers = Client(f"{KUBERNETES}/admin.conf"), 0
    for _ in range(60):
        try:
            client.raw("/readyz")
            answers += 1
        except SystemExit:
            answers = 0
        if answers == 4:
            break
        time.sleep(0.7)
    return client


def await_api(address, port, version):
    """The kubelet runs what the manifests say, so it has to be told before."""
    context = ssl.create_default_context(cafile=f"{PKI}/ca.crt")
    for _ in range(90):
        try:
            if json.loads(request(f"https://{address}:{port}/version", None, "", context) or "{}")["gitVersion"] == version:
                return request(f"https://{address}:{port}/readyz", None, "", context)
        except SystemExit:
            pass
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
    client = admin()
    for one in init["bootstrapTokens"]:
        ttl = seconds(one["ttl"])
        groups = one.get("groups", ["system:bootstrappers:kubeadm:default-node-token"])
        client.ask("put", "token", one["token"], {"groups": groups, "expires": time.time() + ttl if ttl else 0})


def put_certificates(init):
    files = {path: read(f"{PKI}/{path}") for path in SHARED}
    value = {"key": init["certificateKey"], "expires": time.time() + 7200, "files": files}
    admin().ask("put", "certificates", "", value)


def master_taints(registration):
    return registration.get("taints", ["node-role.kubernetes.io/control-plane"])


def init(path):
    config = documents(path)
    local, cluster = config["InitConfiguration"], config["ClusterConfiguration"]
    registration, address = local["nodeRegistration"], local["localAPIEndpoint"]["advertiseAddress"]
    name, endpoint, port = registration["name"], cluster["controlPlaneEndpoint"], local["localAPIEndpoint"]["bindPort"]
    preflight()
    if cluster["kubernetesVersion"] != VERSION.removeprefix("v"):
        fail(f"this version of kubeadm does not deploy {cluster['kubernetesVersion']}")
    make_authorities()
    write_kubeconfig(f"{KUBERNETES}/admin.conf", endpoint, account_token("kubernetes-admin"))
    given = {one["name"]: one["value"] for one in cluster["apiServer"]["extraArgs"]}
    start_control_plane(name, address, port, cluster["apiServer"]["certSANs"], (f"{name}=https://{address}:2380", "new"), VERSION,
                        encryption_argument(given.get("encryption-provider-config", "")))
    start_kubelet(name, endpoint, account_token(f"system:node:{name}"), master_taints(registration), address)
    await_api(address, port, VERSION)
    value = {"kubernetesVersion": VERSION, "encryption": given.get("encryption-provider-config", "")}
    admin().ask("put", "config", "", value)
    put_tokens(local)


def encryption_argument(path):
    return [f"--encryption-provider-config={path}"] if path else []


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
        join_control_plane(name, plane["localAPIEndpoint"], endpoint, answer)
    start_kubelet(name, endpoint, answer["token"], master_taints(registration) if plane else [], address)
    if plane:
        await_api(address, plane["localAPIEndpoint"]["bindPort"], answer["config"]["kubernetesVersion"])


def join_control_plane(name, local, endpoint, answer):
    for path, text in answer["files"].items():
        write(f"{PKI}/{path}", text)
    write_kubeconfig(f"{KUBERNETES}/admin.conf", endpoint, account_token("kubernetes-admin"))
    openssl_certificate("apiserver-etcd-client", [], "etcd/ca")
    address = local["advertiseAddress"]
    members = [line.split(", ") for line in answer["members"].splitlines()]
    peer = re.search(r"//(.*):", members[0][3]).group(1)
    etcdctl("member", "add", name, f"--peer-urls=https://{address}:2380", endpoint=peer)
    listed = [f"{one[2]}={one[3]}" for one in members] + [f"{name}=https://{address}:2380"]
    start_control_plane(name, address, local["bindPort"], [], (",".join(listed), "existing"), answer["config"]["kubernetesVersion"],
                        encryption_argument(answer["config"]["encryption"]))


def leave_etcd():
    mine = next(word.split("=", 1)[1] for word in pod("etcd")[1] if word.startswith("--name="))
    members = [line.split(", ") for line in etcdctl("member", "list").splitlines()]
    me = next(one for one in members if one[2] == mine)
    others = [one for one in members if one is not me]
    if others:
        etcdctl("member", "remove", me[0], endpoint=re.search(r"//(.*):", others[0][3]).group(1))


def reset():
    if pod("etcd"):
        if subprocess.run(["systemctl", "-q", "is-active", "stand-in-pod@etcd"]).returncode == 0:
            leave_etcd()
    run("systemctl", "stop", "kubelet", "stand-in-pod@kube-apiserver", "stand-in-pod@etcd")
    for path in [PKI, f"{KUBERNETES}/manifests", "/var/lib/etcd"]:
        shutil.rmtree(path, ignore_errors=True)
    for path in [*glob.glob(f"{KUBERNETES}/*.conf"), "/var/lib/kubelet/config.yaml"]:
        if os.path.exists(path):
            os.remove(path)


def minor(version):
    return int(version.split(".")[1])


def upgradable(version):
    """As the real one's policy of versions: its own version, one minor version at a time, never back."""
    runs = admin().ask("get", "config")["kubernetesVersion"]
    if version != VERSION:
        fail(f"Specified version to upgrade to \"{version}\" is not the kubeadm version \"{VERSION}\"")
    if minor(version) > minor(runs) + 1:
        fail(f"Specified version to upgrade to \"{version}\" is too high; kubeadm can upgrade only 1 minor version at a time")
    if minor(version) < minor(runs):
        fail(f"Specified version to upgrade to \"{version}\" is too low")


def run_control_plane(version):
    _, command, _ = pod("kube-apiserver")
    options = dict(word.removeprefix("--").split("=", 1) for word in command[1:])
    write_pod("kube-apiserver", command, f"registry.k8s.io/kube-apiserver:{version}")
    await_api(options["advertise-address"], options["secure-port"], version)


def upgrade_cluster(version):
    upgradable(version)
    run_control_plane(version)
    client = admin()
    client.ask("put", "config", "", {**client.ask("get", "config"), "kubernetesVersion": version})


def upgrade_node():
    version = Client(f"{KUBERNETES}/kubelet.conf").ask("get", "config")["kubernetesVersion"]
    if minor(VERSION) != minor(version):
        fail(f"this version of kubeadm, {VERSION}, does not upgrade a node to {version}")
    if pod("kube-apiserver"):
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
