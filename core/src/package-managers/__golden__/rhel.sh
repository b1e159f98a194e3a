#### observe
found=$(rpm -qa --qf '%{INSTALLTIME} %{NAME} %|EPOCH?{%{EPOCH}:}:{}|%{VERSION}-%{RELEASE}\n' -- 'nginx' 'it'\''s') &&
since=$(stat -c %Y /var/lib/lambdastack/dnf-open 2>/dev/null || echo 99999999999) &&
printf '%s\n' "$found" | sort -rn | while read -r time name version; do
  [ -n "$name" ] || continue
  if [ "$time" -lt "$since" ]; then status=installed; else status=half-configured; fi
  printf '%s %s ok %s\n' "$name" "$status" "$version"
done

#### create
set -eu
fail() { printf '%s\n' "$*" >&2; exit 1; }
name='nginx'
version='1.22*'
export LC_ALL=C.UTF-8
command -v dnf >/dev/null || fail "This machine has no dnf; systems that have yum alone are not supported."
log=$(mktemp)
trap 'rm -f "$log"' EXIT
trap 'exit 143' HUP INT TERM
open=/var/lib/lambdastack/dnf-open
pointed=/var/lib/lambdastack/repository/yum.repos.d
is_locked() { [ "$code" -eq 200 ] || grep -q "can't create transaction lock" "$log"; }
wait_to_run() {
  tries=0
  while :; do
    code=0
    "$@" >"$log" 2>&1 </dev/null || code=$?
    tries=$((tries + 1))
    [ "$code" -ne 0 ] && is_locked && [ "$tries" -lt 300 ] || return "$code"
    sleep 2
  done
}
run_dnf() {
  if [ -d "$pointed" ]; then set -- --setopt="reposdir=$pointed" "$@"; fi
  wait_to_run dnf -y --setopt=exit_on_lock=True --setopt=install_weak_deps=False --setopt=clean_requirements_on_remove=False \
    --setopt=best=True --setopt=retries=3 '--setopt=*.skip_if_unavailable=False' '--setopt=*.metadata_expire=3600' "$@"
}
dnf_failed() { fail "dnf $1 failed:
$(tail -n 25 "$log")"; }
change_packages() {
  mkdir -p "${open%/*}"
  if [ ! -e "$open" ]; then : >"$open"; sync "$open"; fi
  ended=0
  run_dnf "$@" || ended=$?
  if [ "$ended" -lt 128 ] || [ "$ended" -eq 200 ]; then rm -f "$open"; fi
  return "$ended"
}
rpmdb_is_readable() { timeout 120 rpm -qa >/dev/null 2>"$log"; }
has_doubles() { [ -n "$(rpm -qa --qf '%{NAME}.%{ARCH}\n' | grep -v '^gpg-pubkey\.' | sort | uniq -d)" ]; }
remove_replaced() {
  has_doubles || return 0
  run_dnf -q '--disablerepo=*' repoquery --installed --duplicates --latest-limit=-1 \
    --queryformat '= %{name}-%{epoch}:%{version}-%{release}.%{arch}' || dnf_failed "repoquery --duplicates"
  replaced=$(sed -n 's/^= //p' "$log")
  [ -z "$replaced" ] || wait_to_run rpm -e --nodeps $replaced || fail "rpm -e $replaced failed:
$(tail -n 10 "$log")"
}
dnf_recover() {
  if ! rpmdb_is_readable; then
    rm -f "$(rpm -E '%{_dbpath}')"/__db.*
    rpmdb_is_readable || rpm --rebuilddb >"$log" 2>&1 && rpmdb_is_readable || fail "The database of rpm cannot be read:
$(tail -n 10 "$log")"
  fi
  remove_replaced
  [ -e "$open" ] || return 0
  since=$(stat -c %Y "$open")
  touched=$(rpm -qa --qf '%{INSTALLTIME} %{NAME}-%|EPOCH?{%{EPOCH}:}:{}|%{VERSION}-%{RELEASE}.%{ARCH}\n' | grep -v ' gpg-pubkey-' |
    while read -r time package; do [ "$time" -lt "$since" ] || printf '%s\n' "$package"; done)
  [ -z "$touched" ] || run_dnf reinstall $touched || run_dnf distro-sync $touched ||
    dnf_failed "reinstall of what an interrupted dnf had touched"
  rm -f "$open"
}
dnf_recover
query() { run_dnf -q "$@" --queryformat '= %{name}-%{epoch}:%{version}-%{release}.%{arch} %{epoch} %{version} %{release}'; }
fitting() {
  while read -r mark full epoch number release; do
    [ "$mark" = = ] || continue
    case $version in *:*) number=$epoch:$number ;; esac
    for spelling in "$number-$release" "$number"; do
      case $spelling in $version) printf '%s\n' "$full"; break ;; esac
    done
  done <"$log"
}
choose() {
  package=$name
  [ -n "$version" ] || return 0
  package=
  query repoquery-n --arch "$(uname -m),noarch" "$name" || return
  candidates=$(fitting)
  [ -n "$candidates" ] || return
  query repoquery-nevra --latest-limit 1 $candidates || return
  package=$(fitting | tail -n 1)
}
install() {
  choose || return
  if [ -n "$version" ]; then change_packages install-nevra "$package"; else change_packages install-n "$package"; fi
}
if ! install; then
  [ ! -e "$open" ] || dnf_failed "install $package, which was killed,"
  run_dnf makecache --refresh || dnf_failed makecache
  install || { [ -n "$package" ] || fail "No repository has $name in version $version."; dnf_failed "install $package"; }
fi


#### create any version
set -eu
fail() { printf '%s\n' "$*" >&2; exit 1; }
name='it'\''s'
version=''
export LC_ALL=C.UTF-8
command -v dnf >/dev/null || fail "This machine has no dnf; systems that have yum alone are not supported."
log=$(mktemp)
trap 'rm -f "$log"' EXIT
trap 'exit 143' HUP INT TERM
open=/var/lib/lambdastack/dnf-open
pointed=/var/lib/lambdastack/repository/yum.repos.d
is_locked() { [ "$code" -eq 200 ] || grep -q "can't create transaction lock" "$log"; }
wait_to_run() {
  tries=0
  while :; do
    code=0
    "$@" >"$log" 2>&1 </dev/null || code=$?
    tries=$((tries + 1))
    [ "$code" -ne 0 ] && is_locked && [ "$tries" -lt 300 ] || return "$code"
    sleep 2
  done
}
run_dnf() {
  if [ -d "$pointed" ]; then set -- --setopt="reposdir=$pointed" "$@"; fi
  wait_to_run dnf -y --setopt=exit_on_lock=True --setopt=install_weak_deps=False --setopt=clean_requirements_on_remove=False \
    --setopt=best=True --setopt=retries=3 '--setopt=*.skip_if_unavailable=False' '--setopt=*.metadata_expire=3600' "$@"
}
dnf_failed() { fail "dnf $1 failed:
$(tail -n 25 "$log")"; }
change_packages() {
  mkdir -p "${open%/*}"
  if [ ! -e "$open" ]; then : >"$open"; sync "$open"; fi
  ended=0
  run_dnf "$@" || ended=$?
  if [ "$ended" -lt 128 ] || [ "$ended" -eq 200 ]; then rm -f "$open"; fi
  return "$ended"
}
rpmdb_is_readable() { timeout 120 rpm -qa >/dev/null 2>"$log"; }
has_doubles() { [ -n "$(rpm -qa --qf '%{NAME}.%{ARCH}\n' | grep -v '^gpg-pubkey\.' | sort | uniq -d)" ]; }
remove_replaced() {
  has_doubles || return 0
  run_dnf -q '--disablerepo=*' repoquery --installed --duplicates --latest-limit=-1 \
    --queryformat '= %{name}-%{epoch}:%{version}-%{release}.%{arch}' || dnf_failed "repoquery --duplicates"
  replaced=$(sed -n 's/^= //p' "$log")
  [ -z "$replaced" ] || wait_to_run rpm -e --nodeps $replaced || fail "rpm -e $replaced failed:
$(tail -n 10 "$log")"
}
dnf_recover() {
  if ! rpmdb_is_readable; then
    rm -f "$(rpm -E '%{_dbpath}')"/__db.*
    rpmdb_is_readable || rpm --rebuilddb >"$log" 2>&1 && rpmdb_is_readable || fail "The database of rpm cannot be read:
$(tail -n 10 "$log")"
  fi
  remove_replaced
  [ -e "$open" ] || return 0
  since=$(stat -c %Y "$open")
  touched=$(rpm -qa --qf '%{INSTALLTIME} %{NAME}-%|EPOCH?{%{EPOCH}:}:{}|%{VERSION}-%{RELEASE}.%{ARCH}\n' | grep -v ' gpg-pubkey-' |
    while read -r time package; do [ "$time" -lt "$since" ] || printf '%s\n' "$package"; done)
  [ -z "$touched" ] || run_dnf reinstall $touched || run_dnf distro-sync $touched ||
    dnf_failed "reinstall of what an interrupted dnf had touched"
  rm -f "$open"
}
dnf_recover
query() { run_dnf -q "$@" --queryformat '= %{name}-%{epoch}:%{version}-%{release}.%{arch} %{epoch} %{version} %{release}'; }
fitting() {
  while read -r mark full epoch number release; do
    [ "$mark" = = ] || continue
    case $version in *:*) number=$epoch:$number ;; esac
    for spelling in "$number-$release" "$number"; do
      case $spelling in $version) printf '%s\n' "$full"; break ;; esac
    done
  done <"$log"
}
choose() {
  package=$name
  [ -n "$version" ] || return 0
  package=
  query repoquery-n --arch "$(uname -m),noarch" "$name" || return
  candidates=$(fitting)
  [ -n "$candidates" ] || return
  query repoquery-nevra --latest-limit 1 $candidates || return
  package=$(fitting | tail -n 1)
}
install() {
  choose || return
  if [ -n "$version" ]; then change_packages install-nevra "$package"; else change_packages install-n "$package"; fi
}
if ! install; then
  [ ! -e "$open" ] || dnf_failed "install $package, which was killed,"
  run_dnf makecache --refresh || dnf_failed makecache
  install || { [ -n "$package" ] || fail "No repository has $name in version $version."; dnf_failed "install $package"; }
fi


#### delete
set -eu
fail() { printf '%s\n' "$*" >&2; exit 1; }
name='nginx'
export LC_ALL=C.UTF-8
command -v dnf >/dev/null || fail "This machine has no dnf; systems that have yum alone are not supported."
log=$(mktemp)
trap 'rm -f "$log"' EXIT
trap 'exit 143' HUP INT TERM
open=/var/lib/lambdastack/dnf-open
pointed=/var/lib/lambdastack/repository/yum.repos.d
is_locked() { [ "$code" -eq 200 ] || grep -q "can't create transaction lock" "$log"; }
wait_to_run() {
  tries=0
  while :; do
    code=0
    "$@" >"$log" 2>&1 </dev/null || code=$?
    tries=$((tries + 1))
    [ "$code" -ne 0 ] && is_locked && [ "$tries" -lt 300 ] || return "$code"
    sleep 2
  done
}
run_dnf() {
  if [ -d "$pointed" ]; then set -- --setopt="reposdir=$pointed" "$@"; fi
  wait_to_run dnf -y --setopt=exit_on_lock=True --setopt=install_weak_deps=False --setopt=clean_requirements_on_remove=False \
    --setopt=best=True --setopt=retries=3 '--setopt=*.skip_if_unavailable=False' '--setopt=*.metadata_expire=3600' "$@"
}
dnf_failed() { fail "dnf $1 failed:
$(tail -n 25 "$log")"; }
change_packages() {
  mkdir -p "${open%/*}"
  if [ ! -e "$open" ]; then : >"$open"; sync "$open"; fi
  ended=0
  run_dnf "$@" || ended=$?
  if [ "$ended" -lt 128 ] || [ "$ended" -eq 200 ]; then rm -f "$open"; fi
  return "$ended"
}
rpmdb_is_readable() { timeout 120 rpm -qa >/dev/null 2>"$log"; }
has_doubles() { [ -n "$(rpm -qa --qf '%{NAME}.%{ARCH}\n' | grep -v '^gpg-pubkey\.' | sort | uniq -d)" ]; }
remove_replaced() {
  has_doubles || return 0
  run_dnf -q '--disablerepo=*' repoquery --installed --duplicates --latest-limit=-1 \
    --queryformat '= %{name}-%{epoch}:%{version}-%{release}.%{arch}' || dnf_failed "repoquery --duplicates"
  replaced=$(sed -n 's/^= //p' "$log")
  [ -z "$replaced" ] || wait_to_run rpm -e --nodeps $replaced || fail "rpm -e $replaced failed:
$(tail -n 10 "$log")"
}
dnf_recover() {
  if ! rpmdb_is_readable; then
    rm -f "$(rpm -E '%{_dbpath}')"/__db.*
    rpmdb_is_readable || rpm --rebuilddb >"$log" 2>&1 && rpmdb_is_readable || fail "The database of rpm cannot be read:
$(tail -n 10 "$log")"
  fi
  remove_replaced
  [ -e "$open" ] || return 0
  since=$(stat -c %Y "$open")
  touched=$(rpm -qa --qf '%{INSTALLTIME} %{NAME}-%|EPOCH?{%{EPOCH}:}:{}|%{VERSION}-%{RELEASE}.%{ARCH}\n' | grep -v ' gpg-pubkey-' |
    while read -r time package; do [ "$time" -lt "$since" ] || printf '%s\n' "$package"; done)
  [ -z "$touched" ] || run_dnf reinstall $touched || run_dnf distro-sync $touched ||
    dnf_failed "reinstall of what an interrupted dnf had touched"
  rm -f "$open"
}
dnf_recover
change_packages remove-n "$name" || dnf_failed "remove $name"

