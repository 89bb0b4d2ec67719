"""The configuration files of an instance, a pure function of its record (and of the venv's own sample files)."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from instance import FOLDERS, HOST, REGION, Instance
from service import SERVICES


def write(instance: Instance, venv: Path) -> None:
    """Writes `etc`, `keys` and `clouds.yaml`; what the services write themselves is left alone."""
    for name in FOLDERS:
        (instance.folder / name).mkdir(mode=0o700, parents=True, exist_ok=True)
    for service in instance.services:
        samples = venv / "etc" / service
        if samples.is_dir():
            shutil.copytree(samples, instance.folder / "etc" / service, dirs_exist_ok=True,
                            copy_function=shutil.copyfile, ignore=shutil.ignore_patterns("rootwrap*", "README"))
    for path, text in files(instance).items():
        instance.write(path, text)
    for name, key in instance.secret.items():
        if name.startswith(("fernet/", "credential/")) and not (instance.folder / "keys" / name).exists():
            instance.write(f"keys/{name}", key)
    # Every module of Barbican parses options of its own, without arguments: it looks nowhere but in $HOME/.barbican.
    link = instance.folder / "home" / ".barbican"
    if not link.is_symlink():
        link.symlink_to("../etc/barbican")


def files(instance: Instance) -> dict[str, str]:
    """Path and text of every file."""
    result = {"clouds.yaml": clouds(instance)}
    for service in instance.services:
        name = {"glance": "glance-api"}.get(service, service)
        result[f"etc/{service}/{name}.conf"] = globals()[service](instance)
    if "neutron" in instance.services:
        result["etc/neutron/ml2_conf.ini"] = ML2
    if "swift" in instance.services:
        result["etc/swift/proxy.conf"] = swift_proxy(instance)
        for kind in ("account", "container", "object"):
            result[f"etc/swift/{kind}.conf"] = swift_storage(instance, kind)
    return result


def clouds(instance: Instance) -> str:
    """clouds.yaml: `sandbox` (admin), `sandbox-system` (admin, system scope), `sandbox-member` (no admin)."""
    project = {"project_name": "admin", "project_domain_name": "Default"}
    entries = {
        "sandbox": ("admin", project),
        "sandbox-system": ("admin", {"system_scope": "all"}),
        "sandbox-member": ("baseline", {**project, "project_name": "baseline"}),
    }
    text = "clouds:\n"
    for name, (user, scope) in entries.items():
        auth = {
            "auth_url": instance.endpoint("keystone"),
            "username": user,
            "password": instance.password(user),
            "user_domain_name": "Default",
            **scope,
        }
        text += f"  {name}:\n    auth:\n"
        text += "".join(f"      {key}: {json.dumps(value)}\n" for key, value in auth.items())
        text += f"    region_name: {REGION}\n    identity_api_version: 3\n    interface: public\n"
    return text


def database(instance: Instance, name: str) -> str:
    return f"""
connection = sqlite:///{instance.database(name)}?timeout=60
sqlite_synchronous = false
"""


def login(instance: Instance, section: str, service: str) -> str:
    """A section with which a service logs in to Keystone as itself."""
    return f"""
[{section}]
auth_url = {instance.endpoint("keystone")}
auth_type = password
username = {service}
password = {instance.password(service)}
project_name = service
user_domain_id = default
project_domain_id = default
region_name = {REGION}
"""


def token(instance: Instance, service: str) -> str:
    """How a service checks tokens. Without `service_type`, application credentials with access rules get 401."""
    return login(instance, "keystone_authtoken", service) + f"""
www_authenticate_uri = {instance.endpoint("keystone")}
service_token_roles_required = true
service_token_roles = service
service_type = {SERVICES[service].type}
"""


def peer(instance: Instance, section: str, service: str) -> str:
    """How a service talks to another one; nothing if that one is not there."""
    return login(instance, section, service) + "valid_interfaces = public\n" if section in instance.services else ""


def common(instance: Instance, service: str) -> str:
    """The start of every file. `fake://` queues live in one process: an API and its workers must share it."""
    return f"""
[oslo_concurrency]
lock_path = {instance.folder}/lock
[oslo_messaging_notifications]
driver = noop
[DEFAULT]
use_stderr = false
log_dir = {instance.folder}/log
log_file = {service}.log
debug = false
transport_url = fake://
"""


def keystone(instance: Instance) -> str:
    return common(instance, "keystone") + f"""
public_endpoint = {instance.url("keystone")}
[database]
{database(instance, "keystone")}
[auth]
methods = password,token,application_credential,totp
[fernet_tokens]
key_repository = {instance.folder}/keys/fernet
[fernet_receipts]
key_repository = {instance.folder}/keys/fernet
[credential]
key_repository = {instance.folder}/keys/credential
[token]
provider = fernet
expiration = 3600
[identity]
password_hash_rounds = 4
[cache]
enabled = true
backend = oslo_cache.dict
"""


def neutron(instance: Instance) -> str:
    plugins = ("router", "qos", "trunk", "segments", "port_forwarding", "network_ip_availability", "flavors",
               "metering", "log", "auto_allocate", "conntrack_helper", "firewall_v2", "vpnaas")
    return common(instance, "neutron") + f"""
state_path = {instance.folder}/neutron
bind_host = {HOST}
core_plugin = ml2
service_plugins = {",".join(plugins)}
auth_strategy = keystone
dhcp_agent_notification = false
notify_nova_on_port_status_changes = false
notify_nova_on_port_data_changes = false
dns_domain = sandbox.test.
vlan_transparent = true
l3_ha = false
router_distributed = false
allow_automatic_dhcp_failover = false
global_physnet_mtu = 1500
default_availability_zones = nova
api_paste_config = {instance.folder}/etc/neutron/api-paste.ini
api_workers = 1
rpc_workers = 0
rpc_state_report_workers = 0
[database]
{database(instance, "neutron")}
[quotas]
quota_network = 1000
quota_subnet = 1000
quota_port = 5000
quota_router = 500
quota_floatingip = 500
quota_security_group = 1000
quota_security_group_rule = 10000
[service_providers]
service_provider = FIREWALL_V2:noop:sandbox_drivers.neutron.NoopFirewallDriver:default
service_provider = VPN:noop:sandbox_drivers.neutron.NoopVPNDriver:default
{token(instance, "neutron")}
{peer(instance, "placement", "neutron")}
{peer(instance, "nova", "neutron")}
"""


# Small ranges: Neutron writes one row per number when it starts.
ML2 = """\
[ml2]
type_drivers = flat,vlan,vxlan,geneve,local
tenant_network_types = vxlan
mechanism_drivers = sandbox_noop
extension_drivers = port_security,qos,dns_domain_keywords,uplink_status_propagation,data_plane_status
[ml2_type_flat]
flat_networks = public,physnet1
[ml2_type_vlan]
network_vlan_ranges = physnet1:100:599
[ml2_type_vxlan]
vni_ranges = 10001:14000
[ml2_type_geneve]
vni_ranges = 20001:21000
max_header_size = 38
"""


def barbican(instance: Instance) -> str:
    return common(instance, "barbican") + f"""
host_href = {instance.url("barbican")}
db_auto_create = false
[database]
{database(instance, "barbican")}
[secretstore]
namespace = barbican.secretstore.plugin
enabled_secretstore_plugins = store_crypto
[crypto]
namespace = barbican.crypto.plugin
enabled_crypto_plugins = simple_crypto
[simple_crypto_plugin]
kek = '{instance.secret["kek"]}'
[queue]
enable = false
[oslo_policy]
enforce_scope = true
enforce_new_defaults = true
{token(instance, "barbican")}
"""


def octavia(instance: Instance) -> str:
    """Even the no-op amphora gets a certificate, so the authority must be real."""
    return common(instance, "octavia") + f"""
[api_settings]
auth_strategy = keystone
enabled_provider_drivers = amphora:The Octavia Amphora driver.,octavia:Alias of amphora.
default_provider_driver = amphora
api_base_uri = {instance.url("octavia")}
allow_tls_terminated_listeners = true
[database]
{database(instance, "octavia")}
[health_manager]
heartbeat_key = {instance.secret["heartbeat"]}
[certificates]
cert_generator = local_cert_generator
ca_certificate = {instance.folder}/keys/amphora.pem
ca_private_key = {instance.folder}/keys/amphora.key
ca_private_key_passphrase = {instance.secret["amphora authority"]}
server_certs_key_passphrase = {instance.secret["server certificates"]}
signing_digest = sha256
cert_manager = barbican_cert_manager
barbican_auth = barbican_acl_auth
region_name = {REGION}
endpoint_type = publicURL
[networking]
port_detach_timeout = 5
[controller_worker]
workers = 1
client_ca = {instance.folder}/keys/amphora.pem
amphora_driver = amphora_noop_driver
compute_driver = compute_noop_driver
network_driver = sandbox_vip_only
volume_driver = volume_noop_driver
image_driver = image_noop_driver
distributor_driver = distributor_noop_driver
amp_active_retries = 5
amp_active_wait_sec = 1
amp_flavor_id = 00000000-0000-0000-0000-000000000001
amp_boot_network_list = 00000000-0000-0000-0000-000000000002
amp_secgroup_list = 00000000-0000-0000-0000-000000000003
amp_image_tag = amphora
loadbalancer_topology = SINGLE
[task_flow]
engine = serial
jobboard_enabled = false
[oslo_messaging]
topic = octavia_prov
rpc_thread_pool_size = 2
[driver_agent]
status_socket_path = {instance.folder}/run/octavia-status.sock
stats_socket_path = {instance.folder}/run/octavia-stats.sock
get_socket_path = {instance.folder}/run/octavia-get.sock
{token(instance, "octavia")}
{login(instance, "service_auth", "octavia")}
{peer(instance, "neutron", "octavia")}
"""


def placement(instance: Instance) -> str:
    return common(instance, "placement") + f"""
[api]
auth_strategy = keystone
[placement_database]
{database(instance, "placement")}
{token(instance, "placement")}
"""


def key_manager(instance: Instance) -> str:
    """Where castellan finds keys and certificates, if there is a Barbican."""
    if "barbican" not in instance.services:
        return ""
    return f"""
[key_manager]
backend = barbican
[barbican]
barbican_endpoint = {instance.url("barbican")}
auth_endpoint = {instance.endpoint("keystone")}
"""


def glance(instance: Instance) -> str:
    return common(instance, "glance") + f"""
public_endpoint = {instance.url("glance")}
worker_self_reference_url = {instance.url("glance")}
enabled_backends = local:file
show_multiple_locations = false
[glance_store]
default_backend = local
[local]
filesystem_store_datadir = {instance.folder}/images
[os_glance_staging_store]
filesystem_store_datadir = {instance.folder}/staging/os_glance_staging_store
[os_glance_tasks_store]
filesystem_store_datadir = {instance.folder}/staging/os_glance_tasks_store
[database]
{database(instance, "glance")}
[paste_deploy]
flavor = keystone
config_file = {instance.folder}/etc/glance/glance-api-paste.ini
[image_format]
container_formats = ami,ari,aki,bare,ovf,ova,docker,compressed
{key_manager(instance)}
{token(instance, "glance")}
"""


def cinder(instance: Instance) -> str:
    return common(instance, "cinder") + f"""
auth_strategy = keystone
api_paste_config = {instance.folder}/etc/cinder/api-paste.ini
resource_query_filters_file = {instance.folder}/etc/cinder/resource_filters.json
state_path = {instance.folder}/cinder
host = sandbox
enabled_backends = noop
default_volume_type = __DEFAULT__
glance_api_servers = {instance.url("glance")}
quota_volumes = 1000
quota_gigabytes = 100000
quota_snapshots = 1000
public_endpoint = {instance.url("cinder")}/
[noop]
volume_driver = sandbox_drivers.cinder.NoopVolumeDriver
volume_backend_name = noop
[database]
{database(instance, "cinder")}
[coordination]
backend_url = file://{instance.folder}/cinder/coordination
{key_manager(instance)}
{token(instance, "cinder")}
{login(instance, "service_user", "cinder")}
send_service_user_token = true
{peer(instance, "nova", "cinder")}
"""


def nova(instance: Instance) -> str:
    return common(instance, "nova") + f"""
host = sandbox
my_ip = {HOST}
state_path = {instance.folder}/nova
compute_driver = fake.FakeDriverWithoutFakeNodes
sync_power_state_interval = -1
heal_instance_info_cache_interval = -1
vif_plugging_is_fatal = false
vif_plugging_timeout = 0
allow_resize_to_same_host = true
enabled_apis = osapi_compute
force_config_drive = false
[api]
auth_strategy = keystone
[wsgi]
api_paste_config = {instance.folder}/etc/nova/api-paste.ini
[database]
{database(instance, "nova_cell1")}
[api_database]
{database(instance, "nova_api")}
[conductor]
workers = 1
[scheduler]
workers = 1
discover_hosts_in_cells_interval = 5
[vnc]
enabled = false
[glance]
api_servers = {instance.url("glance")}
{key_manager(instance)}
[quota]
instances = 1000
cores = 4000
ram = 4000000
key_pairs = 1000
{token(instance, "nova")}
{peer(instance, "placement", "nova")}
{peer(instance, "neutron", "nova")}
service_metadata_proxy = false
{peer(instance, "cinder", "nova")}
{login(instance, "service_user", "nova")}
send_service_user_token = true
"""


def designate(instance: Instance) -> str:
    network = f"[network_api:neutron]\nendpoints = {REGION}|{instance.url('neutron')}\n"
    return common(instance, "designate") + f"""
state_path = {instance.folder}/designate
host = sandbox
[service:api]
api_base_uri = {instance.url("designate")}/
auth_strategy = keystone
enable_api_v2 = true
enable_api_admin = true
enable_host_header = true
[service:central]
threads = 8
managed_resource_email = hostmaster@sandbox.test
[service:worker]
threads = 8
poll_delay = 0
poll_retry_interval = 1
poll_timeout = 5
[service:producer]
threads = 8
[producer_task:increment_serial]
interval = 1
[producer_task:delayed_notify]
interval = 1
[producer_task:worker_periodic_recovery]
interval = 30
[service:mdns]
listen = {HOST}:{instance.ports["mdns"]}
threads = 8
[storage:sqlalchemy]
{database(instance, "designate")}
[heartbeat_emitter]
emitter_type = noop
{network if "neutron" in instance.services else ""}
[coordination]
backend_url = file://{instance.folder}/designate/coordination
{token(instance, "designate")}
"""


def swift(instance: Instance) -> str:
    """What all of Swift's servers read. Swift knows neither `common` nor `token`: it has no oslo.config."""
    return f"""
[swift-hash]
swift_hash_path_prefix = {instance.secret["paths"]}
"""


def swift_proxy(instance: Instance) -> str:
    filters = ("catch_errors", "gatekeeper", "healthcheck", "listing_formats", "authtoken", "keystoneauth", "copy", "slo",
               "dlo", "versioned_writes", "symlink")
    return f"""
[DEFAULT]
swift_dir = {instance.folder}/etc/swift
[pipeline:main]
pipeline = {" ".join(filters)} proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:gatekeeper]
use = egg:swift#gatekeeper
[filter:healthcheck]
use = egg:swift#healthcheck
[filter:listing_formats]
use = egg:swift#listing_formats
[filter:keystoneauth]
use = egg:swift#keystoneauth
operator_roles = admin, member
[filter:copy]
use = egg:swift#copy
[filter:slo]
use = egg:swift#slo
[filter:dlo]
use = egg:swift#dlo
[filter:versioned_writes]
use = egg:swift#versioned_writes
allow_object_versioning = true
[filter:symlink]
use = egg:swift#symlink
{login(instance, "filter:authtoken", "swift")}
paste.filter_factory = keystonemiddleware.auth_token:filter_factory
delay_auth_decision = true
service_type = {SERVICES["swift"].type}
"""


def swift_storage(instance: Instance, kind: str) -> str:
    """One of the servers behind the proxy."""
    return f"""
[DEFAULT]
swift_dir = {instance.folder}/etc/swift
devices = {instance.folder}/swift
mount_check = false
[app:main]
use = egg:swift#{kind}
"""
