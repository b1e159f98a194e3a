# An index without the programs that make one, for the machine on which these are installed from it. Before it stand: root,
# debs (lines of hash and file name).
set -eu
umask 022
rm -rf "$root/bootstrap.new"
mkdir -p "$root/bootstrap.new"
cd "$root/bootstrap.new"
printf '%s' "$debs" | while read -r hash name; do
  ln -f "$root/store/sha256/$(printf %.2s "$hash")/$hash" "$name"
  dpkg-deb -f "$name"
  printf 'Filename: ./%s\nSize: %s\nSHA256: %s\n\n' "$name" "$(stat -c %s "$name")" "$hash"
done >Packages
chmod -R a+rX .
cd ..
rm -rf bootstrap
mv -T bootstrap.new bootstrap
