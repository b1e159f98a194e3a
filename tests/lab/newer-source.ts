/**
 * A script that gives a machine a source of packages on itself, with packages of its distribution repacked under other versions:
 * the same content, each version as named, beside what it offered before. `change` is a script that changes the content, in
 * the folder that becomes the package.
 */
export function offerVersions(versions: Readonly<Record<string, readonly string[]>>, change = ":"): string {
  const pack = Object.entries(versions).flatMap(([name, all]) => all.map((version) => `pack ${name} '${version}'`));
  const again = Object.entries(versions)
    .flatMap(([name, all]) => all.map((version) => `${name}=${version}`))
    .join(" ");
  return `set -e
mkdir -p /srv/newer
cd /srv/newer
rm -f /etc/apt/sources.list.d/newer.list
apt-get -q update >/dev/null 2>&1
touch Packages
awk -v RS= -v ORS='\\n\\n' '{ version = $0; sub(/.*\\nVersion: /, "", version); sub(/\\n.*/, "", version) }
  index(" ${again} ", " " $2 "=" version " ") == 0' Packages >others
mv others Packages
pack() {
  apt-get -q download "$1=$(apt-cache madison "$1" | awk '{ print $3; exit }')" >/dev/null 2>&1
  dpkg-deb --raw-extract "$1"_*.deb tree
  sed -i "s/^Version: .*/Version: $2/" tree/DEBIAN/control
  (cd tree && ${change})
  rm "$1"_*.deb
  dpkg-deb --root-owner-group -Znone --build tree "$1-$2.package" >/dev/null
  rm -r tree
  {
    dpkg-deb --field "$1-$2.package"
    printf 'Filename: ./%s\\nSize: %s\\nSHA256: %s\\n\\n' "$1-$2.package" "$(stat -c %s "$1-$2.package")" "$(sha256sum <"$1-$2.package" | cut -d ' ' -f 1)"
  } >>Packages
}
${pack.join("\n")}
echo 'deb [trusted=yes] file:/srv/newer ./' >/etc/apt/sources.list.d/newer.list
`;
}
