"""Neutron without agents: every port is bound, every QoS rule accepted, FWaaS and VPNaaS objects get final states."""

from neutron.services.qos.drivers.openvswitch.driver import SUPPORTED_RULES
from neutron.services.trunk.drivers import base as trunk_base
from neutron_fwaas.services.firewall.service_drivers import driver_api
from neutron_lib import constants
from neutron_lib import context as neutron_context
from neutron_lib.api.definitions import portbindings
from neutron_lib.callbacks import events, registry, resources
from neutron_lib.plugins import constants as plugin_constants
from neutron_lib.plugins import directory
from neutron_lib.plugins.ml2 import api
from neutron_lib.services.qos import base as qos_base
from neutron_lib.services.trunk import constants as trunk_constants
from neutron_vpnaas.services.vpn.service_drivers import base_ipsec
from oslo_log import log as logging

LOG = logging.getLogger(__name__)


class NoopMechanismDriver(api.MechanismDriver):
    """Binds every port and does what agents would report: network ports and used floating IPs are ACTIVE."""

    connectivity = portbindings.CONNECTIVITY_L2

    def initialize(self):
        self._qos = NoopQosDriver()
        self._trunk = NoopTrunkDriver()
        for event in (events.AFTER_CREATE, events.AFTER_UPDATE):
            registry.subscribe(self._set_floating_ip_status, resources.FLOATING_IP, event)

    def bind_port(self, context):
        details = {portbindings.CAP_PORT_FILTER: True, portbindings.VIF_DETAILS_CONNECTIVITY: self.connectivity}
        for segment in context.segments_to_bind[:1]:
            context.set_binding(segment[api.ID], portbindings.VIF_TYPE_OVS, details,
                                status=constants.PORT_STATUS_ACTIVE)

    def check_vlan_transparency(self, context):
        return True

    def create_port_postcommit(self, context):
        port = context.current
        if port["device_owner"].startswith("network:") and port["status"] != constants.PORT_STATUS_ACTIVE:
            try:
                directory.get_plugin().update_port_status(neutron_context.get_admin_context(), port["id"],
                                                          constants.PORT_STATUS_ACTIVE)
            except Exception:
                LOG.exception("cannot activate port %s", port["id"])

    def update_port_postcommit(self, context):
        self.create_port_postcommit(context)

    @staticmethod
    def _set_floating_ip_status(resource, event, trigger, payload=None):
        floating = payload.latest_state
        used = floating.get("fixed_port_id") or floating.get("port_id")
        status = constants.FLOATINGIP_STATUS_ACTIVE if used else constants.FLOATINGIP_STATUS_DOWN
        try:
            directory.get_plugin(plugin_constants.L3).update_floatingip_status(
                neutron_context.get_admin_context(), floating.get("floating_ip_id") or floating["id"], status)
        except Exception:
            LOG.exception("cannot set the status of floating IP %s", floating)


class NoopQosDriver(qos_base.DriverBase):
    def __init__(self):
        super().__init__("sandbox_noop", [portbindings.VIF_TYPE_OVS, portbindings.VIF_TYPE_UNBOUND],
                         list(portbindings.VNIC_TYPES), SUPPORTED_RULES, requires_rpc_notifications=False)


class NoopTrunkDriver(trunk_base.DriverBase):
    def __init__(self):
        super().__init__("sandbox_noop", (portbindings.VIF_TYPE_OVS,), (trunk_constants.SEGMENTATION_TYPE_VLAN,),
                         agent_type=None, can_trunk_bound_port=True)

    @property
    def is_loaded(self):
        return True


class NoopFirewallDriver(driver_api.FirewallDriverDB):
    @staticmethod
    def _status(group):
        if not group.get("ports"):
            return constants.INACTIVE
        return constants.ACTIVE if group.get("admin_state_up", True) else constants.DOWN

    def is_supported_l2_port(self, port):
        return True

    def is_supported_l3_port(self, port):
        return True

    def create_firewall_group_precommit(self, context, firewall_group):
        firewall_group["status"] = self._status(firewall_group)

    def update_firewall_group_precommit(self, context, old_firewall_group, new_firewall_group):
        new_firewall_group["status"] = self._status(new_firewall_group)


class NoopVPNAgent:
    def vpnservice_updated(self, *_, **__):
        pass


class NoopVPNDriver(base_ipsec.BaseIPsecVPNDriver):
    def create_rpc_conn(self):
        self.agent_rpc = NoopVPNAgent()

    def create_vpnservice(self, context, vpnservice_dict):
        super().create_vpnservice(context, vpnservice_dict)
        self.service_plugin.set_vpnservice_status(context, vpnservice_dict["id"], constants.ACTIVE,
                                                  updated_pending_status=True)

    def create_ipsec_site_connection(self, context, ipsec_site_connection):
        self.service_plugin.update_ipsec_site_conn_status(context.elevated(), ipsec_site_connection["id"],
                                                          constants.ACTIVE)
