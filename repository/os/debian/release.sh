# Makes a release of what lies in the store, and serves it. Set before: release, port, address; $tables is a folder with tables
# whose fields are separated by tabs:
#   packages   system, file name, sha256
#   files      id, file name, sha256
#   server     file names of the packages that the server itself consists of
#   lock.json
# A release is made aside, tried by a real client, and put into its place as a whole; it never changes again.
root=/srv/lambdastack
store=$root/store
releases=$root/releases
final=$releases/$release
new=$releases/$release.tmp
tab=$(printf '\t')
umask 022
mkdir -p "$releases" "$root/keys"
chmod 0700 "$root/keys"
exec 9>"$root/lock"
flock -w 600 9 || fail "another release has been in the making on this machine for ten minutes"
log=$(mktemp)
scratch=$(mktemp -d)
chmod 0755 "$scratch"
trap 'rm -rf "$log" "$scratch"; if command -v release_services >/dev/null; then release_services; fi' EXIT
quietly() { "$@" >"$log" 2>&1 || fail "$1 failed:
$(tail -n 20 "$log")"; }
stored() { printf '%s/sha256/%s/%s' "$store" "$(printf %.2s "$1")" "$1"; }

link_packages() { # system -> folder of links
  mkdir -p "$new/apt/$1"
  while IFS=$tab read -r system name hash; do
    [ "$system" = "$1" ] || continue
    ln "$(stored "$hash")" "$new/apt/$1/$name"
  done <"$tables/packages"
}
systems() { cut -f 1 "$tables/packages" | sort -u; }

# Every byte is read once before anything is served.
verify() {
  { cut -f 3 "$tables/packages"; cut -f 3 "$tables/files"; } | sort -u | while read -r hash; do
    printf '%s  %s\n' "$hash" "$(stored "$hash")"
  done | (cd / && sha256sum -c --quiet --strict -) >"$log" 2>&1 || fail "the store is damaged or incomplete:
$(tail -n 20 "$log")"
}

# apt-ftparchive, gpg and nginx come from the release itself: a list of its packages, without any of these, is enough for apt.
install_server() {
  . /etc/os-release
  folder=$new/apt/$ID-$VERSION_ID
  [ -d "$folder" ] || fail "the release has no packages for $ID-$VERSION_ID, on which this machine runs"
  while read -r name; do
    dpkg-deb -f "$folder/$name"
    printf 'Filename: ./%s\nSize: %s\nSHA256: %s\n\n' "$name" "$(stat -c %s "$folder/$name")" "$(sha256sum <"$folder/$name" | cut -c 1-64)"
  done <"$tables/server" >"$folder/Packages"
  mkdir -p "$scratch/lists/partial" "$scratch/empty.d" "$scratch/cache/archives/partial"
  printf 'deb [trusted=yes] file:%s ./\n' "$folder" >"$scratch/sources.list"
  from="-o Dir::Etc::sourcelist=$scratch/sources.list -o Dir::Etc::sourceparts=$scratch/empty.d -o Dir::State::Lists=$scratch/lists"
  # word splitting is wanted
  # shellcheck disable=SC2086
  quietly apt-get -q $from -o Acquire::Languages=none -o APT::Sandbox::User=root update
  had_nginx=$(dpkg-query -W -f '${db:Status-Status}' nginx-common 2>/dev/null) || had_nginx=
  hold_services
  apt_recover
  # shellcheck disable=SC2086
  quietly apt-get -y -q $from -o DPkg::Lock::Timeout=600 -o Dir::Cache::archives="$scratch/cache/archives" -o APT::Sandbox::User=root \
    -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold --no-install-recommends install $needed
  release_services
  # the distribution's own nginx would want the same port at the next start of the machine
  [ "$had_nginx" = installed ] || quietly systemctl disable nginx
  rm -f "$folder/Packages"
}
needed='apt-utils gnupg nginx-light'
is_installed() { for name in $needed; do [ "$(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null)" = installed ] || return 1; done; }

signing_key() {
  export GNUPGHOME="$root/keys"
  if [ ! -s "$root/keys/repository.asc" ]; then
    quietly gpg --batch --quiet --pinentry-mode loopback --passphrase '' --quick-generate-key 'LambdaStack repository' ed25519 sign never
    gpg --batch --armor --export >"$root/keys/repository.asc.new"
    mv -f "$root/keys/repository.asc.new" "$root/keys/repository.asc"
  fi
}

index() { # system
  cd "$new/apt/$1"
  apt-ftparchive packages . >"$scratch/Packages" 2>"$log" || fail "apt-ftparchive failed: $(tail -n 5 "$log")"
  mv "$scratch/Packages" Packages
  gzip -9kn Packages
  apt-ftparchive -o APT::FTPArchive::Release::Origin=LambdaStack -o "APT::FTPArchive::Release::Label=$release" \
    -o APT::FTPArchive::Release::Acquire-By-Hash=yes release . >"$scratch/Release" 2>"$log" || fail "apt-ftparchive failed: $(tail -n 5 "$log")"
  mv "$scratch/Release" Release
  quietly gpg --batch --yes --clearsign --digest-algo SHA512 -o InRelease Release
  for kind in SHA256 SHA512; do
    mkdir -p "by-hash/$kind"
    for name in Packages Packages.gz; do ln "$name" "by-hash/$kind/$("$(printf %s "$kind" | tr SHA sha)sum" <"$name" | cut -d ' ' -f 1)"; done
  done
  cd /
}

link_files() {
  while IFS=$tab read -r id name hash; do
    mkdir -p "$new/files/$id"
    ln "$(stored "$hash")" "$new/files/$id/$name"
  done <"$tables/files"
}

serve() {
  cat >"$scratch/nginx.conf" <<NGINX
# Written by LambdaStack: serves $releases read-only.
user www-data;
worker_processes auto;
pid /run/lambdastack-repository.pid;
error_log stderr warn;
events { worker_connections 1024; }
http {
  access_log off;
  server_tokens off;
  sendfile on;
  default_type application/octet-stream;
  server {
    listen $port;
    root /nonexistent;
    location /r/ {
      alias $releases/;
      autoindex off;
      limit_except GET { deny all; }
    }
  }
}
NGINX
  cat >"$scratch/unit" <<'UNIT'
[Unit]
Description=LambdaStack repository
After=network.target

[Service]
ExecStart=/usr/sbin/nginx -c /srv/lambdastack/nginx.conf -g 'daemon off;'
ExecReload=/bin/kill -HUP $MAINPID
Restart=on-failure

[Install]
WantedBy=multi-user.target
UNIT
  unit=/etc/systemd/system/lambdastack-repository.service
  cmp -s "$scratch/unit" "$unit" || { cp "$scratch/unit" "$unit.new" && mv -f "$unit.new" "$unit" && systemctl daemon-reload; }
  quietly nginx -t -c "$scratch/nginx.conf"
  if ! cmp -s "$scratch/nginx.conf" "$root/nginx.conf"; then
    cp "$scratch/nginx.conf" "$root/nginx.conf.new"
    mv -f "$root/nginx.conf.new" "$root/nginx.conf"
    systemctl is-active -q lambdastack-repository && quietly systemctl restart lambdastack-repository
  fi
  quietly systemctl enable lambdastack-repository
  quietly systemctl start lambdastack-repository
}

# A client of its own, over the network, as the machines will be.
probe() {
  for system in $(systems); do
    rm -rf "$scratch/probe"
    mkdir -p "$scratch/probe/lists/partial" "$scratch/probe/empty.d" "$scratch/probe/cache/archives/partial"
    : >"$scratch/probe/status"
    printf 'deb [signed-by=%s] http://127.0.0.1:%s/r/%s.tmp/apt/%s ./\n' "$scratch/key.asc" "$port" "$release" "$system" >"$scratch/probe/sources.list"
    cp "$root/keys/repository.asc" "$scratch/key.asc"
    client="-o Dir::Etc::sourcelist=$scratch/probe/sources.list -o Dir::Etc::sourceparts=$scratch/probe/empty.d -o Dir::State::Lists=$scratch/probe/lists
      -o Dir::Cache=$scratch/probe/cache -o Dir::State::status=$scratch/probe/status -o Acquire::Languages=none -o Acquire::http::Proxy=DIRECT
      -o APT::Update::Error-Mode=any -o Dir::Etc::main=none -o Dir::Etc::parts=$scratch/probe/empty.d"
    # shellcheck disable=SC2086
    tries=0
    until apt-get -q $client update >"$log" 2>&1; do
      tries=$((tries + 1))
      [ "$tries" -lt 20 ] || fail "the release cannot be read: $(tail -n 10 "$log")"
      sleep 0.2
    done
    # shellcheck disable=SC2086
    [ "$(apt-cache $client pkgnames | wc -l)" -gt 0 ] || fail "the release has no packages for $system"
  done
  while IFS=$tab read -r id name hash; do
    [ "$(stat -c %i "$new/files/$id/$name")" = "$(stat -c %i "$(stored "$hash")")" ] || fail "file $id is not in the release"
  done <"$tables/files"
}

point_current() {
  ln -sfn "releases/$release" "$root/current.new"
  mv -fT "$root/current.new" "$root/current"
  sync -f "$root"
}

# Two releases stay, and what they consist of.
collect() {
  ls -1t "$releases" | grep -v '\.tmp$' | grep -vx "$release" | tail -n +2 | while read -r old; do rm -rf "${releases:?}/$old"; done
  find "$store/sha256" -type f -links 1 -delete
  rm -rf "$store/partial"
}

if [ ! -f "$final/release.json" ]; then
  rm -rf "$new"
  mkdir "$new"
  verify
  for system in $(systems); do link_packages "$system"; done
  is_installed || install_server
  signing_key
  for system in $(systems); do index "$system"; done
  link_files
  cp "$tables/lock.json" "$new/lock.json"
  printf '{"release":"%s"}\n' "$release" >"$new/release.json"
  serve
  probe
  sync -f "$new"
  mv -T "$new" "$final"
else
  export GNUPGHOME="$root/keys"
  serve
fi
point_current
collect
gpgconf --kill gpg-agent || :
cat "$root/keys/repository.asc"
