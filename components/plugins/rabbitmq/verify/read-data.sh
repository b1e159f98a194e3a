# The policy and the rights; a virtual host that is not there is an error.
set -eu
rabbitmqctl -q list_policies -p "verified $MACHINE"
rabbitmqctl -q list_permissions -p "verified $MACHINE"
