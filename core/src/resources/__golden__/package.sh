#### observe
dpkg-query -W -f='${Package} ${db:Status-Status} ${db:Status-Eflag} ${Version}\n' -- 'nginx' 'tree' 2>/dev/null || [ "$?" -eq 1 ]

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

