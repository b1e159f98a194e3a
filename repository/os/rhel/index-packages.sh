# Signed metadata; the packages keep their vendors' signatures.
index_rpm() {
  cd "$at/rpm/$1"
  createrepo_c --quiet --general-compress-type=gz .
  gpg --batch --yes --armor --detach-sign -o repodata/repomd.xml.asc repodata/repomd.xml
}
