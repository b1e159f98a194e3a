# Takes content into the store from standard input: lines of hash, offset and length, each with that many bytes behind it.
# Only what has the right hash gets its name. Before it stands: store.
set -eu
fail() { printf '%s\n' "$*" >&2; exit 1; }
while read -r hash offset length; do
  part=$store/partial/$hash
  [ "$offset" != 0 ] || : >"$part"
  head -c "$length" >>"$part"
  [ "$(stat -c %s "$part")" = $((offset + length)) ] || fail "the connection ended within $hash"
  sum=$(sha256sum <"$part")
  [ "${sum%% *}" = "$hash" ] || { rm -f "$part"; fail "$hash arrived with other content"; }
  chmod 0644 "$part"
  sync "$part"
  mkdir -p "$store/sha256/$(printf %.2s "$hash")"
  mv -fT "$part" "$store/sha256/$(printf %.2s "$hash")/$hash"
done
sync "$store/sha256"
