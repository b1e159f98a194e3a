#### observe
getent passwd -- 'app' 'b' || :
echo =
for name in 'app'; do
  primary=$(id -gn -- "$name" 2>/dev/null) || continue
  printf 'groups:%s:%s:%s\n' "$name" "$primary" "$(id -Gn -- "$name")"
done

#### create
set -eu
fail() { printf '%s\n' "$*" >&2; exit 1; }
name='app'
own=--user-group
if getent group -- "$name" >/dev/null; then own="--gid=$name"; fi
useradd "$own" '--uid' '900' '--groups' 'adm' '--home-dir' '/srv/app' '--shell' '/usr/sbin/nologin' '--system' '--no-create-home' -- "$name"


#### update
set -eu
fail() { printf '%s\n' "$*" >&2; exit 1; }
name='app'
usermod '--uid' '900' '--append' '--groups' 'adm' -- "$name"


#### delete
set -eu
fail() { printf '%s\n' "$*" >&2; exit 1; }
name='app'
userdel -- "$name"

