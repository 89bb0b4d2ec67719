"""Octavia with real ports for addresses and nothing behind them."""

from octavia.network.drivers.neutron.allowed_address_pairs import AllowedAddressPairsDriver
from octavia.network.drivers.noop_driver.driver import NoopNetworkDriver

REAL = ("allocate_vip", "deallocate_vip", "get_network", "get_subnet", "get_network_by_name", "get_subnet_by_name",
        "get_port", "get_qos_policy", "qos_enabled", "apply_qos_on_port", "get_security_group",
        "get_security_group_by_id", "get_network_ip_availability", "create_port", "delete_port")


class VipOnlyNetworkDriver(NoopNetworkDriver):
    """The VIP's port is made and deleted in Neutron; all that concerns amphorae is the no-op driver's."""

    def __init__(self):
        super().__init__()
        self.real = AllowedAddressPairsDriver()


def _delegate(name):
    def method(self, *args, **kwargs):
        return getattr(self.real, name)(*args, **kwargs)

    return method


for _name in REAL:
    if hasattr(AllowedAddressPairsDriver, _name):
        setattr(VipOnlyNetworkDriver, _name, _delegate(_name))
