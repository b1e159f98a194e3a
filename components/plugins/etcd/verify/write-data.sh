# Each member adds keys of its own.
set -eu
. /etc/default/etcd
for number in 1 2 3 4 5 6 7 8 9 10; do
  head -c 1000 /dev/urandom | base64 -w 0 | etcdctl --endpoints="$ETCD_ADVERTISE_CLIENT_URLS" put "verified/$MACHINE/$number" >&2
done
