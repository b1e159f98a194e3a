#### observe
dpkg-query -W -f='${Package} ${db:Status-Status} ${db:Status-Eflag} ${Version}\n' -- 'nginx' 'it'\''s' 2>/dev/null || [ "$?" -eq 1 ]

#### create
set -eu
fail() { printf '%s\n' "$*" >&2; exit 1; }
name='nginx'
wanted='nginx=1.22*'
downgrade='--allow-downgrades'
export DEBIAN_FRONTEND=noninteractive APT_LISTCHANGES_FRONTEND=none NEEDRESTART_SUSPEND=1 LC_ALL=C.UTF-8
log=$(mktemp)
apt_get() {
  apt-get -y -q -o DPkg::Lock::Timeout=600 -o Acquire::Retries=3 -o APT::Update::Error-Mode=any \
    -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold -o Dpkg::Use-Pty=0 "$@" >"$log" 2>&1
}
apt_failed() { fail "apt-get $1 failed:
$(tail -n 25 "$log")"; }
eval "$(apt-config shell lists Dir::State::lists/d)"
lists=${lists:-/var/lib/apt/lists}
updated=/var/lib/lambdastack/apt-updated
lists_are_fresh() {
  [ -f "$updated" ] && [ -n "$(ls "$lists" | grep -m 1 '_Packages')" ] || return 1
  [ "$(stat -c %Y "$updated")" -gt "$(($(date +%s) - 3600))" ] || return 1
  for source in /etc/apt/sources.list /etc/apt/sources.list.d /etc/apt/sources.list.d/* /etc/apt/apt.conf.d; do
    [ ! "$source" -nt "$updated" ] || return 1
  done
}
apt_update() {
  tries=0
  until apt_get update; do
    tries=$((tries + 1))
    grep -q 'Could not get lock' "$log" && [ "$tries" -lt 150 ] || apt_failed update
    sleep 2
  done
  mkdir -p "${updated%/*}"
  : >"$updated"
}
dpkg_is_whole() { [ -z "$(dpkg --audit)" ] && [ -z "$(ls /var/lib/dpkg/updates)" ]; }
apt_recover() {
  dpkg_is_whole && return
  apt_get check || :
  dpkg_is_whole && return
  dpkg --configure -a --force-confdef --force-confold >"$log" 2>&1 </dev/null || :
  broken=$(dpkg-query -W -f='${db:Status-Eflag} ${binary:Package}=${Version}\n' | sed -n 's/^reinstreq //p')
  reinstall() { [ -z "$*" ] || apt_get --no-install-recommends --fix-broken --reinstall install "$@"; }
  newest() { reinstall $(printf '%s\n' "$broken" | sed 's/=.*//'); }
  reinstall $broken || newest || { apt_update; newest; } || :
  apt_get --no-install-recommends --fix-broken install || :
  dpkg_is_whole || fail "An interrupted dpkg could not be recovered:
$(tail -n 10 "$log")
$(dpkg --audit)"
}
policy=/usr/sbin/policy-rc.d
kept=/usr/sbin/policy-rc.d.before-lambdastack
active=$(mktemp)
policy_is_ours() { [ -f "$policy" ] && [ "$(sed -n 2p "$policy")" = '# lambdastack' ]; }
release_services() {
  if policy_is_ours; then rm -f "$policy"; fi
  if [ -e "$kept" ] || [ -h "$kept" ]; then mv -fT "$kept" "$policy"; fi
  rm -f "$active" "$log" "$policy.new"
}
release_at_end() { trap release_services EXIT; trap 'exit 143' HUP INT TERM; }
hold_services() {
  if ! policy_is_ours && { [ -e "$policy" ] || [ -h "$policy" ]; }; then mv -fT "$policy" "$kept"; fi
  systemctl list-units --plain --no-legend --no-pager --state=active | cut -d' ' -f1 >"$active"
  started=$(sed 's/.*) //' "/proc/$$/stat" | cut -d' ' -f20)
  cat >"$policy.new" <<POLICY
#!/bin/sh
# lambdastack
holder=$$ started=$started active=$active kept=$kept
POLICY
  cat >>"$policy.new" <<'POLICY'
while [ "$#" -gt 0 ]; do case $1 in --*) shift ;; *) break ;; esac; done
unit=$1
case $unit in *.*) ;; *) unit=$unit.service ;; esac
if [ "$(sed 's/.*) //' "/proc/$holder/stat" 2>/dev/null | cut -d' ' -f20)" = "$started" ] && ! grep -qxF -e "$unit" "$active"; then
  case $2 in *start*) exit 101 ;; esac
fi
if [ -x "$kept" ]; then exec "$kept" "$@"; fi
exit 0
POLICY
  chmod 0755 "$policy.new"
  mv -fT "$policy.new" "$policy"
}
release_at_end
hold_services
apt_recover
if [ -z "$downgrade" ] && [ "$(dpkg-query -W -f='${db:Status-Status}' "$name" 2>/dev/null)" = installed ]; then exit 0; fi
if ! lists_are_fresh; then apt_update; fi
install() { apt_get --no-install-recommends $downgrade install "$wanted"; }
if ! install; then
  grep -Eq 'Unable to locate|no installation candidate|was not found|Failed to fetch|Hash Sum mismatch' "$log" || apt_failed "install $wanted"
  apt_update
  install || apt_failed "install $wanted"
fi


#### create any version
set -eu
fail() { printf '%s\n' "$*" >&2; exit 1; }
name='it'\''s'
wanted='it'\''s'
downgrade=''
export DEBIAN_FRONTEND=noninteractive APT_LISTCHANGES_FRONTEND=none NEEDRESTART_SUSPEND=1 LC_ALL=C.UTF-8
log=$(mktemp)
apt_get() {
  apt-get -y -q -o DPkg::Lock::Timeout=600 -o Acquire::Retries=3 -o APT::Update::Error-Mode=any \
    -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold -o Dpkg::Use-Pty=0 "$@" >"$log" 2>&1
}
apt_failed() { fail "apt-get $1 failed:
$(tail -n 25 "$log")"; }
eval "$(apt-config shell lists Dir::State::lists/d)"
lists=${lists:-/var/lib/apt/lists}
updated=/var/lib/lambdastack/apt-updated
lists_are_fresh() {
  [ -f "$updated" ] && [ -n "$(ls "$lists" | grep -m 1 '_Packages')" ] || return 1
  [ "$(stat -c %Y "$updated")" -gt "$(($(date +%s) - 3600))" ] || return 1
  for source in /etc/apt/sources.list /etc/apt/sources.list.d /etc/apt/sources.list.d/* /etc/apt/apt.conf.d; do
    [ ! "$source" -nt "$updated" ] || return 1
  done
}
apt_update() {
  tries=0
  until apt_get update; do
    tries=$((tries + 1))
    grep -q 'Could not get lock' "$log" && [ "$tries" -lt 150 ] || apt_failed update
    sleep 2
  done
  mkdir -p "${updated%/*}"
  : >"$updated"
}
dpkg_is_whole() { [ -z "$(dpkg --audit)" ] && [ -z "$(ls /var/lib/dpkg/updates)" ]; }
apt_recover() {
  dpkg_is_whole && return
  apt_get check || :
  dpkg_is_whole && return
  dpkg --configure -a --force-confdef --force-confold >"$log" 2>&1 </dev/null || :
  broken=$(dpkg-query -W -f='${db:Status-Eflag} ${binary:Package}=${Version}\n' | sed -n 's/^reinstreq //p')
  reinstall() { [ -z "$*" ] || apt_get --no-install-recommends --fix-broken --reinstall install "$@"; }
  newest() { reinstall $(printf '%s\n' "$broken" | sed 's/=.*//'); }
  reinstall $broken || newest || { apt_update; newest; } || :
  apt_get --no-install-recommends --fix-broken install || :
  dpkg_is_whole || fail "An interrupted dpkg could not be recovered:
$(tail -n 10 "$log")
$(dpkg --audit)"
}
policy=/usr/sbin/policy-rc.d
kept=/usr/sbin/policy-rc.d.before-lambdastack
active=$(mktemp)
policy_is_ours() { [ -f "$policy" ] && [ "$(sed -n 2p "$policy")" = '# lambdastack' ]; }
release_services() {
  if policy_is_ours; then rm -f "$policy"; fi
  if [ -e "$kept" ] || [ -h "$kept" ]; then mv -fT "$kept" "$policy"; fi
  rm -f "$active" "$log" "$policy.new"
}
release_at_end() { trap release_services EXIT; trap 'exit 143' HUP INT TERM; }
hold_services() {
  if ! policy_is_ours && { [ -e "$policy" ] || [ -h "$policy" ]; }; then mv -fT "$policy" "$kept"; fi
  systemctl list-units --plain --no-legend --no-pager --state=active | cut -d' ' -f1 >"$active"
  started=$(sed 's/.*) //' "/proc/$$/stat" | cut -d' ' -f20)
  cat >"$policy.new" <<POLICY
#!/bin/sh
# lambdastack
holder=$$ started=$started active=$active kept=$kept
POLICY
  cat >>"$policy.new" <<'POLICY'
while [ "$#" -gt 0 ]; do case $1 in --*) shift ;; *) break ;; esac; done
unit=$1
case $unit in *.*) ;; *) unit=$unit.service ;; esac
if [ "$(sed 's/.*) //' "/proc/$holder/stat" 2>/dev/null | cut -d' ' -f20)" = "$started" ] && ! grep -qxF -e "$unit" "$active"; then
  case $2 in *start*) exit 101 ;; esac
fi
if [ -x "$kept" ]; then exec "$kept" "$@"; fi
exit 0
POLICY
  chmod 0755 "$policy.new"
  mv -fT "$policy.new" "$policy"
}
release_at_end
hold_services
apt_recover
if [ -z "$downgrade" ] && [ "$(dpkg-query -W -f='${db:Status-Status}' "$name" 2>/dev/null)" = installed ]; then exit 0; fi
if ! lists_are_fresh; then apt_update; fi
install() { apt_get --no-install-recommends $downgrade install "$wanted"; }
if ! install; then
  grep -Eq 'Unable to locate|no installation candidate|was not found|Failed to fetch|Hash Sum mismatch' "$log" || apt_failed "install $wanted"
  apt_update
  install || apt_failed "install $wanted"
fi


#### offers
set -eu
fail() { printf '%s\n' "$*" >&2; exit 1; }
export DEBIAN_FRONTEND=noninteractive APT_LISTCHANGES_FRONTEND=none NEEDRESTART_SUSPEND=1 LC_ALL=C.UTF-8
log=$(mktemp)
apt_get() {
  apt-get -y -q -o DPkg::Lock::Timeout=600 -o Acquire::Retries=3 -o APT::Update::Error-Mode=any \
    -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold -o Dpkg::Use-Pty=0 "$@" >"$log" 2>&1
}
apt_failed() { fail "apt-get $1 failed:
$(tail -n 25 "$log")"; }
eval "$(apt-config shell lists Dir::State::lists/d)"
lists=${lists:-/var/lib/apt/lists}
updated=/var/lib/lambdastack/apt-updated
lists_are_fresh() {
  [ -f "$updated" ] && [ -n "$(ls "$lists" | grep -m 1 '_Packages')" ] || return 1
  [ "$(stat -c %Y "$updated")" -gt "$(($(date +%s) - 3600))" ] || return 1
  for source in /etc/apt/sources.list /etc/apt/sources.list.d /etc/apt/sources.list.d/* /etc/apt/apt.conf.d; do
    [ ! "$source" -nt "$updated" ] || return 1
  done
}
apt_update() {
  tries=0
  until apt_get update; do
    tries=$((tries + 1))
    grep -q 'Could not get lock' "$log" && [ "$tries" -lt 150 ] || apt_failed update
    sleep 2
  done
  mkdir -p "${updated%/*}"
  : >"$updated"
}
dpkg_is_whole() { [ -z "$(dpkg --audit)" ] && [ -z "$(ls /var/lib/dpkg/updates)" ]; }
apt_recover() {
  dpkg_is_whole && return
  apt_get check || :
  dpkg_is_whole && return
  dpkg --configure -a --force-confdef --force-confold >"$log" 2>&1 </dev/null || :
  broken=$(dpkg-query -W -f='${db:Status-Eflag} ${binary:Package}=${Version}\n' | sed -n 's/^reinstreq //p')
  reinstall() { [ -z "$*" ] || apt_get --no-install-recommends --fix-broken --reinstall install "$@"; }
  newest() { reinstall $(printf '%s\n' "$broken" | sed 's/=.*//'); }
  reinstall $broken || newest || { apt_update; newest; } || :
  apt_get --no-install-recommends --fix-broken install || :
  dpkg_is_whole || fail "An interrupted dpkg could not be recovered:
$(tail -n 10 "$log")
$(dpkg --audit)"
}
trap 'rm -f "$log"' EXIT
apt_update
look() {
  installed=$(dpkg-query -W -f='${db:Status-Status} ${Version}\n' "$1" 2>/dev/null | sed -n 's/^installed //p' | head -n 1)
  versions=$(apt-cache madison "$1" | awk -F '|' '!/ Sources$/ { gsub(/ /, "", $2); print $2 }' | uniq)
  case $2 in
    '') offered=$(apt-cache policy "$1" | sed -n 's/^  Candidate: //p')
      has_version "$offered" || offered=$(printf '%s\n' "$versions" | head -n 1) ;;
    *'*') offered=$(printf '%s\n' "$versions" | awk -v start="${2%\*}" 'index($0, start) == 1 { print; exit }') ;;
    *) offered=$2 ;;
  esac
  printf '%s %s %s %s' "$1" "${installed:--}" "${offered:--}" "$(order "$offered")"
  for version in $versions; do printf ' %s=%s' "$version" "$(order "$version")"; done
  echo
}
has_version() { printf '%s\n' "$versions" | grep -Fxq -e "$1"; }
order() {
  if [ -z "$installed" ]; then echo not-installed
  elif [ -z "$1" ]; then echo nothing
  elif dpkg --compare-versions "$1" gt "$installed"; then echo newer
  elif dpkg --compare-versions "$1" lt "$installed"; then echo older
  else echo same; fi
}
look 'nginx' ''
look 'it'\''s' '1.22*'


#### missing
set -eu
fail() { printf '%s\n' "$*" >&2; exit 1; }
export DEBIAN_FRONTEND=noninteractive APT_LISTCHANGES_FRONTEND=none NEEDRESTART_SUSPEND=1 LC_ALL=C.UTF-8
log=$(mktemp)
apt_get() {
  apt-get -y -q -o DPkg::Lock::Timeout=600 -o Acquire::Retries=3 -o APT::Update::Error-Mode=any \
    -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold -o Dpkg::Use-Pty=0 "$@" >"$log" 2>&1
}
apt_failed() { fail "apt-get $1 failed:
$(tail -n 25 "$log")"; }
eval "$(apt-config shell lists Dir::State::lists/d)"
lists=${lists:-/var/lib/apt/lists}
updated=/var/lib/lambdastack/apt-updated
lists_are_fresh() {
  [ -f "$updated" ] && [ -n "$(ls "$lists" | grep -m 1 '_Packages')" ] || return 1
  [ "$(stat -c %Y "$updated")" -gt "$(($(date +%s) - 3600))" ] || return 1
  for source in /etc/apt/sources.list /etc/apt/sources.list.d /etc/apt/sources.list.d/* /etc/apt/apt.conf.d; do
    [ ! "$source" -nt "$updated" ] || return 1
  done
}
apt_update() {
  tries=0
  until apt_get update; do
    tries=$((tries + 1))
    grep -q 'Could not get lock' "$log" && [ "$tries" -lt 150 ] || apt_failed update
    sleep 2
  done
  mkdir -p "${updated%/*}"
  : >"$updated"
}
dpkg_is_whole() { [ -z "$(dpkg --audit)" ] && [ -z "$(ls /var/lib/dpkg/updates)" ]; }
apt_recover() {
  dpkg_is_whole && return
  apt_get check || :
  dpkg_is_whole && return
  dpkg --configure -a --force-confdef --force-confold >"$log" 2>&1 </dev/null || :
  broken=$(dpkg-query -W -f='${db:Status-Eflag} ${binary:Package}=${Version}\n' | sed -n 's/^reinstreq //p')
  reinstall() { [ -z "$*" ] || apt_get --no-install-recommends --fix-broken --reinstall install "$@"; }
  newest() { reinstall $(printf '%s\n' "$broken" | sed 's/=.*//'); }
  reinstall $broken || newest || { apt_update; newest; } || :
  apt_get --no-install-recommends --fix-broken install || :
  dpkg_is_whole || fail "An interrupted dpkg could not be recovered:
$(tail -n 10 "$log")
$(dpkg --audit)"
}
policy=/usr/sbin/policy-rc.d
kept=/usr/sbin/policy-rc.d.before-lambdastack
active=$(mktemp)
policy_is_ours() { [ -f "$policy" ] && [ "$(sed -n 2p "$policy")" = '# lambdastack' ]; }
release_services() {
  if policy_is_ours; then rm -f "$policy"; fi
  if [ -e "$kept" ] || [ -h "$kept" ]; then mv -fT "$kept" "$policy"; fi
  rm -f "$active" "$log" "$policy.new"
}
release_at_end() { trap release_services EXIT; trap 'exit 143' HUP INT TERM; }
hold_services() {
  if ! policy_is_ours && { [ -e "$policy" ] || [ -h "$policy" ]; }; then mv -fT "$policy" "$kept"; fi
  systemctl list-units --plain --no-legend --no-pager --state=active | cut -d' ' -f1 >"$active"
  started=$(sed 's/.*) //' "/proc/$$/stat" | cut -d' ' -f20)
  cat >"$policy.new" <<POLICY
#!/bin/sh
# lambdastack
holder=$$ started=$started active=$active kept=$kept
POLICY
  cat >>"$policy.new" <<'POLICY'
while [ "$#" -gt 0 ]; do case $1 in --*) shift ;; *) break ;; esac; done
unit=$1
case $unit in *.*) ;; *) unit=$unit.service ;; esac
if [ "$(sed 's/.*) //' "/proc/$holder/stat" 2>/dev/null | cut -d' ' -f20)" = "$started" ] && ! grep -qxF -e "$unit" "$active"; then
  case $2 in *start*) exit 101 ;; esac
fi
if [ -x "$kept" ]; then exec "$kept" "$@"; fi
exit 0
POLICY
  chmod 0755 "$policy.new"
  mv -fT "$policy.new" "$policy"
}
place=/var/lib/lambdastack/former
file_name() { printf '%s_%s' "${1%%:*}" "$(printf %s "$2" | sed 's/:/%3a/g')"; }
named() {
  case $2 in *:*) suffix=_${2#*:}.deb ;; *) suffix=_*.deb ;; esac
  ls "$1/$(file_name "$2" "$3")"$suffix 2>/dev/null | head -n 1
}
simulate() {
  apt_get --simulate --no-install-recommends --allow-downgrades install "$@" || apt_failed "install $*"
  cat "$log"
}
exchanged() { printf '%s\n' "$1" | sed -n -E 's/^(Inst|Remv) ([^ ]+) \[([^]]+)\].*/\2 \3/p' | sort -u; }
added() { printf '%s\n' "$1" | sed -n 's/^Inst \([^ ]*\) (.*/\1/p' | sort -u; }
eval "$(apt-config shell archives Dir::Cache::archives/d)"
can_be_had() { [ -n "$(named "$archives" "$1" "$2")" ] || apt_get download --print-uris "$1=$2"; }
fetch() {
  found=$(named "$archives" "$1" "$2")
  if [ -n "$found" ]; then cp "$found" .; return; fi
  apt_get download "$1=$2" || return
  [ -n "$(named . "$1" "$2")" ] || from_disk "$1" "$2"
}
from_disk() {
  file=$(apt-cache show "$1=$2" | sed -n 's/^Filename: //p' | head -n 1)
  apt-cache madison "$1" | awk -F ' *[|] *' -v version="$2" '$2 == version && sub("^file:", "", $3) { sub(" .*", "", $3); print $3 }' >bases
  while read -r base; do
    [ -f "$base/$file" ] || continue
    cp "$base/$file" "./$(file_name "$1" "$2")_$(dpkg-deb -f "$base/$file" Architecture).deb"
    return
  done <bases
  return 1
}
set -- 'nginx=1.24'
trap 'rm -f "$log"' EXIT
plan=$(simulate "$@")
exchanged "$plan" | while read -r name version; do can_be_had "$name" "$version" || echo "$name $version"; done


#### keep
set -eu
fail() { printf '%s\n' "$*" >&2; exit 1; }
of='it'\''s a step'
export DEBIAN_FRONTEND=noninteractive APT_LISTCHANGES_FRONTEND=none NEEDRESTART_SUSPEND=1 LC_ALL=C.UTF-8
log=$(mktemp)
apt_get() {
  apt-get -y -q -o DPkg::Lock::Timeout=600 -o Acquire::Retries=3 -o APT::Update::Error-Mode=any \
    -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold -o Dpkg::Use-Pty=0 "$@" >"$log" 2>&1
}
apt_failed() { fail "apt-get $1 failed:
$(tail -n 25 "$log")"; }
eval "$(apt-config shell lists Dir::State::lists/d)"
lists=${lists:-/var/lib/apt/lists}
updated=/var/lib/lambdastack/apt-updated
lists_are_fresh() {
  [ -f "$updated" ] && [ -n "$(ls "$lists" | grep -m 1 '_Packages')" ] || return 1
  [ "$(stat -c %Y "$updated")" -gt "$(($(date +%s) - 3600))" ] || return 1
  for source in /etc/apt/sources.list /etc/apt/sources.list.d /etc/apt/sources.list.d/* /etc/apt/apt.conf.d; do
    [ ! "$source" -nt "$updated" ] || return 1
  done
}
apt_update() {
  tries=0
  until apt_get update; do
    tries=$((tries + 1))
    grep -q 'Could not get lock' "$log" && [ "$tries" -lt 150 ] || apt_failed update
    sleep 2
  done
  mkdir -p "${updated%/*}"
  : >"$updated"
}
dpkg_is_whole() { [ -z "$(dpkg --audit)" ] && [ -z "$(ls /var/lib/dpkg/updates)" ]; }
apt_recover() {
  dpkg_is_whole && return
  apt_get check || :
  dpkg_is_whole && return
  dpkg --configure -a --force-confdef --force-confold >"$log" 2>&1 </dev/null || :
  broken=$(dpkg-query -W -f='${db:Status-Eflag} ${binary:Package}=${Version}\n' | sed -n 's/^reinstreq //p')
  reinstall() { [ -z "$*" ] || apt_get --no-install-recommends --fix-broken --reinstall install "$@"; }
  newest() { reinstall $(printf '%s\n' "$broken" | sed 's/=.*//'); }
  reinstall $broken || newest || { apt_update; newest; } || :
  apt_get --no-install-recommends --fix-broken install || :
  dpkg_is_whole || fail "An interrupted dpkg could not be recovered:
$(tail -n 10 "$log")
$(dpkg --audit)"
}
policy=/usr/sbin/policy-rc.d
kept=/usr/sbin/policy-rc.d.before-lambdastack
active=$(mktemp)
policy_is_ours() { [ -f "$policy" ] && [ "$(sed -n 2p "$policy")" = '# lambdastack' ]; }
release_services() {
  if policy_is_ours; then rm -f "$policy"; fi
  if [ -e "$kept" ] || [ -h "$kept" ]; then mv -fT "$kept" "$policy"; fi
  rm -f "$active" "$log" "$policy.new"
}
release_at_end() { trap release_services EXIT; trap 'exit 143' HUP INT TERM; }
hold_services() {
  if ! policy_is_ours && { [ -e "$policy" ] || [ -h "$policy" ]; }; then mv -fT "$policy" "$kept"; fi
  systemctl list-units --plain --no-legend --no-pager --state=active | cut -d' ' -f1 >"$active"
  started=$(sed 's/.*) //' "/proc/$$/stat" | cut -d' ' -f20)
  cat >"$policy.new" <<POLICY
#!/bin/sh
# lambdastack
holder=$$ started=$started active=$active kept=$kept
POLICY
  cat >>"$policy.new" <<'POLICY'
while [ "$#" -gt 0 ]; do case $1 in --*) shift ;; *) break ;; esac; done
unit=$1
case $unit in *.*) ;; *) unit=$unit.service ;; esac
if [ "$(sed 's/.*) //' "/proc/$holder/stat" 2>/dev/null | cut -d' ' -f20)" = "$started" ] && ! grep -qxF -e "$unit" "$active"; then
  case $2 in *start*) exit 101 ;; esac
fi
if [ -x "$kept" ]; then exec "$kept" "$@"; fi
exit 0
POLICY
  chmod 0755 "$policy.new"
  mv -fT "$policy.new" "$policy"
}
place=/var/lib/lambdastack/former
file_name() { printf '%s_%s' "${1%%:*}" "$(printf %s "$2" | sed 's/:/%3a/g')"; }
named() {
  case $2 in *:*) suffix=_${2#*:}.deb ;; *) suffix=_*.deb ;; esac
  ls "$1/$(file_name "$2" "$3")"$suffix 2>/dev/null | head -n 1
}
simulate() {
  apt_get --simulate --no-install-recommends --allow-downgrades install "$@" || apt_failed "install $*"
  cat "$log"
}
exchanged() { printf '%s\n' "$1" | sed -n -E 's/^(Inst|Remv) ([^ ]+) \[([^]]+)\].*/\2 \3/p' | sort -u; }
added() { printf '%s\n' "$1" | sed -n 's/^Inst \([^ ]*\) (.*/\1/p' | sort -u; }
eval "$(apt-config shell archives Dir::Cache::archives/d)"
can_be_had() { [ -n "$(named "$archives" "$1" "$2")" ] || apt_get download --print-uris "$1=$2"; }
fetch() {
  found=$(named "$archives" "$1" "$2")
  if [ -n "$found" ]; then cp "$found" .; return; fi
  apt_get download "$1=$2" || return
  [ -n "$(named . "$1" "$2")" ] || from_disk "$1" "$2"
}
from_disk() {
  file=$(apt-cache show "$1=$2" | sed -n 's/^Filename: //p' | head -n 1)
  apt-cache madison "$1" | awk -F ' *[|] *' -v version="$2" '$2 == version && sub("^file:", "", $3) { sub(" .*", "", $3); print $3 }' >bases
  while read -r base; do
    [ -f "$base/$file" ] || continue
    cp "$base/$file" "./$(file_name "$1" "$2")_$(dpkg-deb -f "$base/$file" Architecture).deb"
    return
  done <bases
  return 1
}
set -- 'nginx=1.24'
if [ -f "$place/of" ] && [ "$(cat "$place/of")" = "$of" ]; then exit 0; fi
release_at_end
hold_services
apt_recover
if ! lists_are_fresh; then apt_update; fi
plan=$(simulate "$@")
rm -rf "$place" "$place.new"
mkdir -p "$place.new"
cd "$place.new"
exchanged "$plan" >exchanged
added "$plan" >added
while read -r name version; do
  fetch "$name" "$version" || fail "$name $version runs here and can be had no more:
$(tail -n 5 "$log")"
done <exchanged
printf %s "$of" >of
sync -f of
cd /
mv -T "$place.new" "$place"


#### bring back
set -eu
fail() { printf '%s\n' "$*" >&2; exit 1; }
of='it'\''s a step'
export DEBIAN_FRONTEND=noninteractive APT_LISTCHANGES_FRONTEND=none NEEDRESTART_SUSPEND=1 LC_ALL=C.UTF-8
log=$(mktemp)
apt_get() {
  apt-get -y -q -o DPkg::Lock::Timeout=600 -o Acquire::Retries=3 -o APT::Update::Error-Mode=any \
    -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold -o Dpkg::Use-Pty=0 "$@" >"$log" 2>&1
}
apt_failed() { fail "apt-get $1 failed:
$(tail -n 25 "$log")"; }
eval "$(apt-config shell lists Dir::State::lists/d)"
lists=${lists:-/var/lib/apt/lists}
updated=/var/lib/lambdastack/apt-updated
lists_are_fresh() {
  [ -f "$updated" ] && [ -n "$(ls "$lists" | grep -m 1 '_Packages')" ] || return 1
  [ "$(stat -c %Y "$updated")" -gt "$(($(date +%s) - 3600))" ] || return 1
  for source in /etc/apt/sources.list /etc/apt/sources.list.d /etc/apt/sources.list.d/* /etc/apt/apt.conf.d; do
    [ ! "$source" -nt "$updated" ] || return 1
  done
}
apt_update() {
  tries=0
  until apt_get update; do
    tries=$((tries + 1))
    grep -q 'Could not get lock' "$log" && [ "$tries" -lt 150 ] || apt_failed update
    sleep 2
  done
  mkdir -p "${updated%/*}"
  : >"$updated"
}
dpkg_is_whole() { [ -z "$(dpkg --audit)" ] && [ -z "$(ls /var/lib/dpkg/updates)" ]; }
apt_recover() {
  dpkg_is_whole && return
  apt_get check || :
  dpkg_is_whole && return
  dpkg --configure -a --force-confdef --force-confold >"$log" 2>&1 </dev/null || :
  broken=$(dpkg-query -W -f='${db:Status-Eflag} ${binary:Package}=${Version}\n' | sed -n 's/^reinstreq //p')
  reinstall() { [ -z "$*" ] || apt_get --no-install-recommends --fix-broken --reinstall install "$@"; }
  newest() { reinstall $(printf '%s\n' "$broken" | sed 's/=.*//'); }
  reinstall $broken || newest || { apt_update; newest; } || :
  apt_get --no-install-recommends --fix-broken install || :
  dpkg_is_whole || fail "An interrupted dpkg could not be recovered:
$(tail -n 10 "$log")
$(dpkg --audit)"
}
policy=/usr/sbin/policy-rc.d
kept=/usr/sbin/policy-rc.d.before-lambdastack
active=$(mktemp)
policy_is_ours() { [ -f "$policy" ] && [ "$(sed -n 2p "$policy")" = '# lambdastack' ]; }
release_services() {
  if policy_is_ours; then rm -f "$policy"; fi
  if [ -e "$kept" ] || [ -h "$kept" ]; then mv -fT "$kept" "$policy"; fi
  rm -f "$active" "$log" "$policy.new"
}
release_at_end() { trap release_services EXIT; trap 'exit 143' HUP INT TERM; }
hold_services() {
  if ! policy_is_ours && { [ -e "$policy" ] || [ -h "$policy" ]; }; then mv -fT "$policy" "$kept"; fi
  systemctl list-units --plain --no-legend --no-pager --state=active | cut -d' ' -f1 >"$active"
  started=$(sed 's/.*) //' "/proc/$$/stat" | cut -d' ' -f20)
  cat >"$policy.new" <<POLICY
#!/bin/sh
# lambdastack
holder=$$ started=$started active=$active kept=$kept
POLICY
  cat >>"$policy.new" <<'POLICY'
while [ "$#" -gt 0 ]; do case $1 in --*) shift ;; *) break ;; esac; done
unit=$1
case $unit in *.*) ;; *) unit=$unit.service ;; esac
if [ "$(sed 's/.*) //' "/proc/$holder/stat" 2>/dev/null | cut -d' ' -f20)" = "$started" ] && ! grep -qxF -e "$unit" "$active"; then
  case $2 in *start*) exit 101 ;; esac
fi
if [ -x "$kept" ]; then exec "$kept" "$@"; fi
exit 0
POLICY
  chmod 0755 "$policy.new"
  mv -fT "$policy.new" "$policy"
}
place=/var/lib/lambdastack/former
file_name() { printf '%s_%s' "${1%%:*}" "$(printf %s "$2" | sed 's/:/%3a/g')"; }
named() {
  case $2 in *:*) suffix=_${2#*:}.deb ;; *) suffix=_*.deb ;; esac
  ls "$1/$(file_name "$2" "$3")"$suffix 2>/dev/null | head -n 1
}
release_at_end
hold_services
[ -f "$place/of" ] && [ "$(cat "$place/of")" = "$of" ] || fail "what was there before is not known"
state() { dpkg-query -W -f='${db:Status-Status} ${Version}' "$1" 2>/dev/null || :; }
set --
while read -r name version; do
  [ "$(state "$name")" = "installed $version" ] && continue
  found=$(named "$place" "$name" "$version")
  [ -n "$found" ] || fail "$place has no $name $version"
  set -- "$@" "$found"
  echo "$name $version"
done <"$place/exchanged"
[ "$#" -gt 0 ] || exit 0
while read -r name; do
  case $(state "$name") in '' | not-installed* | config-files*) ;; *) set -- "$@" "$name-" ;; esac
done <"$place/added"
go_back() { apt_get --no-install-recommends --allow-downgrades install "$@"; }
if ! go_back "$@"; then
  dpkg --configure -a --force-confdef --force-confold >"$log" 2>&1 </dev/null || :
  go_back "$@" || apt_failed "install $*"
fi


#### forget
set -eu
fail() { printf '%s\n' "$*" >&2; exit 1; }
place=/var/lib/lambdastack/former
file_name() { printf '%s_%s' "${1%%:*}" "$(printf %s "$2" | sed 's/:/%3a/g')"; }
named() {
  case $2 in *:*) suffix=_${2#*:}.deb ;; *) suffix=_*.deb ;; esac
  ls "$1/$(file_name "$2" "$3")"$suffix 2>/dev/null | head -n 1
}
rm -rf "$place" "$place.new"


#### delete
set -eu
fail() { printf '%s\n' "$*" >&2; exit 1; }
name='nginx'
export DEBIAN_FRONTEND=noninteractive APT_LISTCHANGES_FRONTEND=none NEEDRESTART_SUSPEND=1 LC_ALL=C.UTF-8
log=$(mktemp)
apt_get() {
  apt-get -y -q -o DPkg::Lock::Timeout=600 -o Acquire::Retries=3 -o APT::Update::Error-Mode=any \
    -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold -o Dpkg::Use-Pty=0 "$@" >"$log" 2>&1
}
apt_failed() { fail "apt-get $1 failed:
$(tail -n 25 "$log")"; }
eval "$(apt-config shell lists Dir::State::lists/d)"
lists=${lists:-/var/lib/apt/lists}
updated=/var/lib/lambdastack/apt-updated
lists_are_fresh() {
  [ -f "$updated" ] && [ -n "$(ls "$lists" | grep -m 1 '_Packages')" ] || return 1
  [ "$(stat -c %Y "$updated")" -gt "$(($(date +%s) - 3600))" ] || return 1
  for source in /etc/apt/sources.list /etc/apt/sources.list.d /etc/apt/sources.list.d/* /etc/apt/apt.conf.d; do
    [ ! "$source" -nt "$updated" ] || return 1
  done
}
apt_update() {
  tries=0
  until apt_get update; do
    tries=$((tries + 1))
    grep -q 'Could not get lock' "$log" && [ "$tries" -lt 150 ] || apt_failed update
    sleep 2
  done
  mkdir -p "${updated%/*}"
  : >"$updated"
}
dpkg_is_whole() { [ -z "$(dpkg --audit)" ] && [ -z "$(ls /var/lib/dpkg/updates)" ]; }
apt_recover() {
  dpkg_is_whole && return
  apt_get check || :
  dpkg_is_whole && return
  dpkg --configure -a --force-confdef --force-confold >"$log" 2>&1 </dev/null || :
  broken=$(dpkg-query -W -f='${db:Status-Eflag} ${binary:Package}=${Version}\n' | sed -n 's/^reinstreq //p')
  reinstall() { [ -z "$*" ] || apt_get --no-install-recommends --fix-broken --reinstall install "$@"; }
  newest() { reinstall $(printf '%s\n' "$broken" | sed 's/=.*//'); }
  reinstall $broken || newest || { apt_update; newest; } || :
  apt_get --no-install-recommends --fix-broken install || :
  dpkg_is_whole || fail "An interrupted dpkg could not be recovered:
$(tail -n 10 "$log")
$(dpkg --audit)"
}
policy=/usr/sbin/policy-rc.d
kept=/usr/sbin/policy-rc.d.before-lambdastack
active=$(mktemp)
policy_is_ours() { [ -f "$policy" ] && [ "$(sed -n 2p "$policy")" = '# lambdastack' ]; }
release_services() {
  if policy_is_ours; then rm -f "$policy"; fi
  if [ -e "$kept" ] || [ -h "$kept" ]; then mv -fT "$kept" "$policy"; fi
  rm -f "$active" "$log" "$policy.new"
}
release_at_end() { trap release_services EXIT; trap 'exit 143' HUP INT TERM; }
hold_services() {
  if ! policy_is_ours && { [ -e "$policy" ] || [ -h "$policy" ]; }; then mv -fT "$policy" "$kept"; fi
  systemctl list-units --plain --no-legend --no-pager --state=active | cut -d' ' -f1 >"$active"
  started=$(sed 's/.*) //' "/proc/$$/stat" | cut -d' ' -f20)
  cat >"$policy.new" <<POLICY
#!/bin/sh
# lambdastack
holder=$$ started=$started active=$active kept=$kept
POLICY
  cat >>"$policy.new" <<'POLICY'
while [ "$#" -gt 0 ]; do case $1 in --*) shift ;; *) break ;; esac; done
unit=$1
case $unit in *.*) ;; *) unit=$unit.service ;; esac
if [ "$(sed 's/.*) //' "/proc/$holder/stat" 2>/dev/null | cut -d' ' -f20)" = "$started" ] && ! grep -qxF -e "$unit" "$active"; then
  case $2 in *start*) exit 101 ;; esac
fi
if [ -x "$kept" ]; then exec "$kept" "$@"; fi
exit 0
POLICY
  chmod 0755 "$policy.new"
  mv -fT "$policy.new" "$policy"
}
release_at_end
hold_services
apt_recover
apt_get remove "$name" || apt_failed "remove $name"

