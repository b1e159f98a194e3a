# Signed indexes of a flat repository, with every index also under its hash: a client that began with the one before finds it.
index_apt() {
  cd "$at/apt/$1"
  apt-ftparchive packages . >Packages
  gzip -9nk Packages
  apt-ftparchive -o APT::FTPArchive::Release::Acquire-By-Hash=yes -o APT::FTPArchive::Release::Origin=LambdaStack \
    -o APT::FTPArchive::Release::Label="$id" -o APT::FTPArchive::Release::Suite="$1" release . >../Release.new
  mv -f ../Release.new Release
  for kind in SHA256 SHA512; do
    mkdir -p "by-hash/$kind"
    for file in Packages Packages.gz; do
      sum=$("$(echo "$kind" | tr SHA sha)sum" "$file")
      ln -f "$file" "by-hash/$kind/${sum%% *}"
    done
  done
  gpg --batch --yes --digest-algo SHA512 --clearsign -o InRelease Release
  gpg --batch --yes --digest-algo SHA512 --armor --detach-sign -o Release.gpg Release
}
