# Resolves packages to exact versions, addresses and hashes with dnf (version 4) in a root of its own: nothing of the machine's
# package state is read or changed. POSIX sh with Python and dnf's library, as every system of the family has them.
#
# Needs $request, a folder with tables whose fields are separated by tabs:
#   system          name of the system and its release, such as 9
#   architectures   as dpkg names them
#   archives        architecture, name, address, public address, key ("-": none, then https only): of the distribution; no row:
#                   those that this machine itself has
#   sources         name, address, key: third-party ones; only that key may sign their metadata. Keys are files of the folder
#   requests        number, role, status ("-": an empty machine), sources (names with commas, or "-")
#   packages        number of its request, name, version or "-", source or "-"
#   pins            name, version: what a package keeps where it can
#   statuses/       lines of name-[epoch:]version-release.architecture, as of `rpm -qa`
# and prints, sorted: "package", name, architecture, version, file name, sha256, size, addresses (with white space between
# them), roles, packages that pull it; or "problem", role, text. An empty list is "-".
set -eu
LC_ALL=C.UTF-8
export LC_ALL
fail() { printf 'problem\t-\t%s\n' "$*"; exit 1; }
# dnf's own first line names the Python that has its library
dnf=$(command -v dnf-3 || command -v dnf) || fail 'dnf is missing: packages of this system are resolved with it. On Debian: apt-get install dnf'
python=$(sed -n '1s/^#! *//; 1s/ .*//p; q' "$dnf")
python=${python:-$(sed -n '1s/^#! *//p; q' "$dnf")}
"$python" -c 'import dnf' 2>/dev/null || fail "$dnf is not of version 4, whose library packages are resolved with."
if [ ! -s "$request/archives" ]; then
  system=$(cut -f 1 "$request/system")
  here=$(sed -n 's/^ID=//p; s/^VERSION_ID=\([^.]*\).*/\1/p' /etc/os-release | tr -d '"' | sort -r | paste -sd- -)
  [ "$here" = "$system" ] || fail "Packages of $system are resolved on a machine that is $system and registered; this one is $here."
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 143' HUP INT TERM
export request work
cat >"$work/resolve.py" <<'PROGRAM'
import os, sys
import dnf, dnf.callback, dnf.exceptions, dnf.repo, hawkey

request, work = os.environ["request"], os.environ["work"]
NAMES = {"amd64": "x86_64", "arm64": "aarch64"}


def rows(name):
    path = os.path.join(request, name)
    with open(path, encoding="utf-8") as table:
        return [line.rstrip("\n").split("\t") for line in table]


class Trust(dnf.callback.KeyImport):
    """The only key of a repository is the one that was pinned for it."""

    def _confirm(self, *_):
        return True


problems, found, needed, pulled = set(), {}, {}, {}


def listed(names):
    return ",".join(sorted(names)) or "-"


def one_line(error):
    return " ".join(str(error).split())


def problem(role, error):
    problems.add((role, one_line(error)))


def address_of(key):
    return "file://" + os.path.join(request, key)


def base_for(architecture, sources):
    release = rows("system")[0][1]
    base = dnf.Base()
    conf = base.conf
    root = os.path.join(work, architecture + "-" + "+".join(sources))
    own = [row for row in rows("archives") if row[0] == architecture]
    if not own:
        conf.read()
    conf.installroot = os.path.join(root, "root")
    conf.cachedir = os.path.join(root, "cache")
    conf.persistdir = os.path.join(root, "persist")
    conf.logdir = root
    conf.install_weak_deps = False
    conf.substitutions["releasever"] = release
    conf.substitutions["arch"] = conf.substitutions["basearch"] = NAMES.get(architecture, architecture)
    os.makedirs(conf.installroot, exist_ok=True)
    if own:
        for _, name, address, _, key in own:
            if key == "-" and not address.startswith("https://"):
                raise dnf.exceptions.Error("%s is signed by nobody and comes over http; give an https address" % address)
            add(base, name, address, None if key == "-" else address_of(key))
    else:
        base.read_all_repos()
    for name, address, key in rows("sources"):
        if name in sources:
            add(base, name.replace("@", "-"), address, address_of(key))
    base.fill_sack(load_system_repo=False)
    return base


def add(base, name, address, key):
    repo = dnf.repo.Repo(name, base.conf)
    repo.baseurl = [address]
    repo.skip_if_unavailable = False
    if key:
        repo.repo_gpgcheck = True
        repo.gpgkey = [key]
        repo._set_key_import(Trust())
    base.repos.add(repo)


def wanted(number):
    pins = dict(rows("pins"))
    for of, name, version, source in rows("packages"):
        if of == number:
            yield name, (version if version != "-" else pins.get(name, "-")), source


def public(address, architecture):
    """The same file at the public address where it comes from a mirror."""
    for arch, _, used, known, _ in rows("archives"):
        if arch == architecture and used != known and address.startswith(used + "/"):
            return [address, known + address[len(used):]]
    return [address]


def resolve(base, architecture, number, role, status):
    base.reset(goal=True)
    named = set()
    for name, version, source in wanted(number):
        spec = name if version == "-" else name + "-" + version
        named.add(name)
        base.install(spec, reponame=None if source == "-" else source.replace("@", "-"))
    for name, version in rows("pins"):
        query = base.sack.query().available().filterm(name=name, evr=version)
        if query and name not in named:
            base.sack.add_excludes(base.sack.query().available().filterm(name=name).difference(query))
    base.resolve()
    have = set() if status == "-" else {row[0] for row in rows(os.path.join("statuses", status))}
    chosen = list(base.transaction.install_set)
    for package in chosen:
        if str(package) not in have and "%s-%s.%s" % (package.name, package.evr, package.arch) not in have:
            keep(package, architecture)
    for name in named:
        for package in chosen:
            if package.name == name:
                needed.setdefault(str(package), set()).add(role)
    missing = named - {package.name for package in chosen}
    for name in missing:
        for package in base.sack.query().filterm(pkg=chosen, provides=name):
            needed.setdefault(str(package), set()).add(role)
    for package in chosen:
        for provider in base.sack.query().filterm(pkg=chosen, provides=package.requires):
            if provider.name != package.name:
                pulled.setdefault(str(provider), set()).add(package.name)


def keep(package, architecture):
    kind, digest = package.chksum
    if hawkey.chksum_name(kind) != "sha256":
        raise dnf.exceptions.Error("%s has no sha256 in its repository" % package)
    address = package.remote_location()
    found[str(package)] = (
        package.name,
        package.arch,
        package.evr,
        os.path.basename(package.relativepath),
        digest.hex(),
        str(package.downloadsize),
        " ".join(public(address, architecture)),
    )


for (architecture,) in rows("architectures"):
    bases = {}
    for number, role, status, sources in rows("requests"):
        try:
            if sources not in bases:
                bases[sources] = base_for(architecture, [] if sources == "-" else sources.split(","))
            resolve(bases[sources], architecture, number, role, status)
        except (dnf.exceptions.Error, OSError) as error:
            problem(role, error)

names = {row[0] for row in found.values()}
lines = {"problem\t%s\t%s" % pair for pair in problems} or {
    "\t".join(
        ["package", *row, listed(needed.get(package, set())), listed(pulled.get(package, set()) & names)]
    )
    for package, row in found.items()
}
for line in sorted(lines):
    print(line)
sys.exit(1 if problems else 0)
PROGRAM
# whatever dnf tells is no row
if "$python" "$work/resolve.py" >"$work/rows" 2>"$work/log"; then
  grep '^package' "$work/rows" || :
else
  grep '^problem' "$work/rows" || fail "$(tail -n 3 "$work/log" | tr '\n\t' '  ')"
  exit 1
fi
