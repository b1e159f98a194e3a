# Its keys, as it answers itself.
. /etc/default/etcd
etcdctl --endpoints="$ETCD_ADVERTISE_CLIENT_URLS" get --prefix "verified/$MACHINE/"
