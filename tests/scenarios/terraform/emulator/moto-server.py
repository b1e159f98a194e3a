"""moto's server, nearer to Amazon's API by two faults.

Both concern instances with an address of their own choosing, which the AWS provider starts with a network interface of
their own. moto forgets that interface's security groups, so that every plan would want to put them back; and it gives
the address of a terminated instance free only when Python happens to collect it.
"""
import sys

from moto.ec2.models.instances import Instance
from moto.server import main

prepare_interfaces = Instance.prep_nics
terminate = Instance.terminate


def prepare_interfaces_with_groups(self, *arguments, **named):
    prepare_interfaces(self, *arguments, **named)
    first = self.nics.get(0)
    if first is not None and not self.security_groups:
        self.security_groups = list(first.group_set)


def terminate_and_free_addresses(self):
    previous = terminate(self)
    subnet = self.ec2_backend.get_subnet(self.subnet_id)
    for address in self._private_ips:
        subnet.del_subnet_ip(address)
    return previous


Instance.prep_nics = prepare_interfaces_with_groups
Instance.terminate = terminate_and_free_addresses

sys.exit(main())
