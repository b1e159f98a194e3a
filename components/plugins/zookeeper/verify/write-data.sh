# Each member adds one node of its own.
set -eu
zkCli.sh -server "$(hostname -I | cut -d ' ' -f 1):2181" create "/verified-$MACHINE" "$(head -c 100 /dev/urandom | base64 -w 0)" </dev/null >&2
