#!/bin/sh
# Installs the command line from an unpacked bundle, with nothing but what stands in it: no npm, no internet.
#
#   tar -xf demo.lsb manifest.json manifest.json.sig tools
#   sh tools/install.sh --signers FILE [--prefix /opt/lambdastack] [--bin /usr/local/bin]
#
# --signers FILE  OpenSSH allowed_signers: whose bundles are trusted. --any-signer takes anybody's.
set -eu

prefix=/opt/lambdastack bin=/usr/local/bin signers='' any=''
refuse() { printf 'install.sh: %s\n' "$1" >&2; exit "${2:-4}"; }
while [ $# -gt 0 ]; do
  case $1 in
    --any-signer) any=yes; shift; continue ;;
    --prefix | --bin | --signers) [ $# -gt 1 ] || refuse "$1 needs a value" 3 ;;
    *) refuse "unknown word $1; the head of this file says what there is" 3 ;;
  esac
  case $1 in --prefix) prefix=$2 ;; --bin) bin=$2 ;; --signers) signers=$2 ;; esac
  shift 2
done
for folder in "$prefix" "$bin"; do
  case $folder in
    *[!A-Za-z0-9._/+-]* | '' ) refuse "$folder: only letters, digits and . _ / + - may stand in it" 3 ;;
    /*) ;;
    *) refuse "$folder: name the whole path, from / on" 3 ;;
  esac
done
bundle=$(cd "$(dirname "$0")/.." && pwd)
manifest=$bundle/manifest.json signature=$bundle/manifest.json.sig namespace=lambdastack-bundle
[ -f "$manifest" ] && [ -f "$signature" ] || refuse "manifest.json and manifest.json.sig must lie beside tools/; unpack them too"

signer=$(ssh-keygen -Y check-novalidate -n $namespace -s "$signature" <"$manifest") || refuse "the signature is not that of the manifest"
if [ -n "$signers" ]; then
  [ -r "$signers" ] || refuse "$signers cannot be read" 3
  principal=$(ssh-keygen -Y find-principals -s "$signature" -f "$signers" 2>/dev/null) || refuse "not signed by anybody in $signers: $signer"
  ssh-keygen -Y verify -n $namespace -s "$signature" -f "$signers" -I "$(printf '%s\n' "$principal" | head -n 1 | cut -d , -f 1)" <"$manifest" >/dev/null ||
    refuse "not signed by anybody in $signers: $signer"
elif [ -z "$any" ]; then
  refuse "name who is trusted with --signers FILE. $signer. --any-signer takes it all the same."
fi

# one line per member: {"path":"tools/…","kind":"tool","size":1,"sha256":"…","mode":"755"}
listed=$(sed -n 's/^ *{"path":"\(tools\/[^"]*\)",.*"sha256":"\([0-9a-f]\{64\}\)".*$/\2  \1/p' "$manifest")
[ -n "$listed" ] || refuse "the bundle holds no tools"
(cd "$bundle" && printf '%s\n' "$listed" | sha256sum -c --quiet --strict -) >&2 || refuse "what was unpacked is not what the manifest lists"
extra=$(cd "$bundle" && find tools ! -type d | LC_ALL=C sort | { printf '%s\n' "$listed" | cut -c 67- | LC_ALL=C sort >"$bundle/.listed"; LC_ALL=C comm -23 - "$bundle/.listed"; rm -f "$bundle/.listed"; })
[ -z "$extra" ] || refuse "these files are not listed: $extra"
[ -x "$bundle/tools/node/bin/node" ] && [ -f "$bundle/tools/cli/lambdastack/dist/cli.cjs" ] || refuse "the bundle was exported without the command line"

rm -rf "$prefix.new" "$prefix.old"
mkdir -p "$prefix.new" "$bin"
cp -R "$bundle/tools/." "$prefix.new"
rm -f "$prefix.new/install.sh"
chmod -R u=rwX,go=rX "$prefix.new"
path=''
for folder in "$prefix.new"/*/bin; do
  name=${folder#"$prefix.new"/}
  case $name in node/bin | '*/bin') ;; *) path=$path$prefix/$name: ;; esac
done
mirror=''
if [ -d "$prefix.new/terraform-providers" ]; then
  printf 'provider_installation {\n  filesystem_mirror {\n    path = "%s"\n  }\n}\n' "$prefix/terraform-providers" >"$prefix.new/terraform.rc"
  mirror="TF_CLI_CONFIG_FILE=\${TF_CLI_CONFIG_FILE:-$prefix/terraform.rc}; export TF_CLI_CONFIG_FILE"
fi
"$prefix.new/node/bin/node" "$prefix.new/cli/lambdastack/dist/cli.cjs" --version >/dev/null || refuse "the program does not run on this computer" 1
[ ! -e "$prefix" ] || mv "$prefix" "$prefix.old"
mv "$prefix.new" "$prefix"
rm -rf "$prefix.old"
for pair in lambdastack:lambdastack infra:infrastructure repo:repository components:components; do
  name=${pair%%:*} package=${pair#*:}
  cat >"$bin/.$name.new" <<END
#!/bin/sh
PATH=$path\$PATH
export PATH
$mirror
exec $prefix/node/bin/node $prefix/cli/$package/dist/cli.cjs "\$@"
END
  chmod 755 "$bin/.$name.new"
  mv "$bin/.$name.new" "$bin/$name"
done
printf 'Installed %s in %s; the commands are in %s.\n' "$("$bin/lambdastack" --version)" "$prefix" "$bin"
