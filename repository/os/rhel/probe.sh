# A client of the release before it is served: dnf with an empty root. Before it stand: root, base, id, sets (lines of system,
# architecture and the packages of one role).
client=$(mktemp -d)
trap 'rm -rf "$client"' EXIT
printf '%s' "$sets" | cut -d' ' -f1 | sort -u | while read -r system; do
  [ -n "$system" ] || continue
  printf '[main]\nreposdir=%s\n[probe]\nname=probe\nbaseurl=%s/r/%s.tmp/rpm/%s\nrepo_gpgcheck=1\ngpgcheck=0\ngpgkey=file://%s/keys/public.asc\nproxy=_none_\nmodule_hotfixes=1\n' \
    "$client/none" "$base" "$id" "$system" "$root" >"$client/dnf.conf"
  said=$(dnf -q -y -c "$client/dnf.conf" --setopt=cachedir="$client/cache" makecache 2>&1) || fail "a client cannot read $system: $said"
done
