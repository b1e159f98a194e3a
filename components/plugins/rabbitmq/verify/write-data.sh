# Each node adds a virtual host of its own with a policy, and an account.
set -eu
rabbitmqctl -q add_vhost "verified $MACHINE"
rabbitmqctl -q set_policy -p "verified $MACHINE" short '^short\.' '{"max-length":10}' >&2
head -c 24 /dev/urandom | base64 | rabbitmqctl -q add_user "verified-$MACHINE" >&2
rabbitmqctl -q set_permissions -p "verified $MACHINE" "verified-$MACHINE" '' 'short\..*' '.*'
