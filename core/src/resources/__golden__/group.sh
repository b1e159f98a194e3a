#### observe
getent group -- 'app' 'b' || :

#### create
set -eu
fail() { printf '%s\n' "$*" >&2; exit 1; }
name='app'
groupadd '--gid' '900' '--system' -- "$name"


#### update
set -eu
fail() { printf '%s\n' "$*" >&2; exit 1; }
name='app'
groupmod '--gid' '900' -- "$name"


#### delete
set -eu
fail() { printf '%s\n' "$*" >&2; exit 1; }
name='app'
groupdel -- "$name"

