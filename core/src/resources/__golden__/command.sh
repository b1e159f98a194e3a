#### observe
(
export PASSWORD='it'\''s'
HOME=$(getent passwd -- 'app' | cut -d: -f6)
export HOME USER='app' LOGNAME='app'
timeout -k 5 30 runuser -u 'app' -- sh -c 'test -e /srv/x' </dev/null
) </dev/null >/dev/null 2>&1 && echo done || echo open
(
[ -e '/srv/y' ]
) </dev/null >/dev/null 2>&1 && echo done || echo open

#### run
set -eu
fail() { printf '%s\n' "$*" >&2; exit 1; }
if (
export PASSWORD='it'\''s'
HOME=$(getent passwd -- 'app' | cut -d: -f6)
export HOME USER='app' LOGNAME='app'
timeout -k 5 30 runuser -u 'app' -- sh -c 'test -e /srv/x' </dev/null
) </dev/null >/dev/null 2>&1; then exit 0; fi
export PASSWORD='it'\''s'
HOME=$(getent passwd -- 'app' | cut -d: -f6)
export HOME USER='app' LOGNAME='app'
runuser -u 'app' -- sh -c 'init "$PASSWORD"' </dev/null

