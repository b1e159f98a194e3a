# Installs the server's packages before there is any server: rpm alone needs no index. Before it stand: root, debs (lines of hash
# and file name).
set -eu
umask 022
mkdir -p "$root/bootstrap"
cd "$root/bootstrap"
printf '%s' "$debs" | while read -r hash name; do
  ln -f "$root/store/sha256/$(printf %.2s "$hash")/$hash" "$name"
done
command -v createrepo_c >/dev/null || rpm -Uvh --replacepkgs --oldpackage ./createrepo_c*.rpm ./drpm*.rpm 2>/dev/null || :
createrepo_c --quiet .
