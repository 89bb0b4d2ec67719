"""schema.py FOLDER SERVICE: makes the empty databases of one service, for the template."""

from __future__ import annotations

import glob
import importlib
import importlib.util
import os
import sqlite3
import sys
import traceback
from contextlib import closing
from datetime import datetime
from pathlib import Path

from instance import REGION, Instance
from service import SERVICES


def child(function, *args) -> None:
    """Runs a function in a child process: most management commands leave global state behind."""
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            code = function(*args) or 0
        except SystemExit as error:
            code = error.code if isinstance(error.code, int) else int(error.code is not None)
        except BaseException:
            traceback.print_exc()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    if os.waitpid(pid, 0)[1]:
        raise SystemExit(f"{getattr(function, '__name__', function)}{args} failed")


def manage(instance: Instance, module: str, command: str, service: str, *args: str) -> None:
    """Runs a service's own management command."""
    name = {"glance": "glance-api"}.get(service, service)

    def run(*args):
        sys.argv = [command, "--config-file", str(instance.folder / "etc" / service / f"{name}.conf"), *args]
        return importlib.import_module(module).main()

    child(run, *args)


def keystone(instance: Instance) -> None:
    os.environ["OS_KEYSTONE_CONFIG_DIR"] = str(instance.folder / "etc" / "keystone")
    os.environ["OS_BOOTSTRAP_PASSWORD"] = instance.password("admin")
    from keystone.cmd import cli

    def run(*args):
        sys.argv = ["keystone-manage", "--config-file", str(instance.folder / "etc/keystone/keystone.conf"), *args]
        cli.main(argv=sys.argv, developer_config_file=None)

    child(run, "db_sync")
    url = instance.endpoint("keystone")
    child(run, "bootstrap", "--bootstrap-region-id", REGION, "--bootstrap-public-url", url,
          "--bootstrap-internal-url", url, "--bootstrap-admin-url", url)


def neutron(instance: Instance) -> None:
    """From the models, since the migrations do not run on SQLite.

    What the migrations would also insert is inserted here: without the default rules of security groups, new groups
    have no egress rules. Availability zones exist as far as agents say so: two records of agents, which never ran.
    """
    import neutron.db.migration as migration
    import neutron.db.migration.models.head  # noqa: F401
    import neutron_fwaas.db.firewall.v2.models  # noqa: F401 (FWaaS's own models.head imports nothing)
    import neutron_vpnaas.db.models.head  # noqa: F401
    import sqlalchemy as sa
    from neutron_lib.db.model_base import BASEV2

    engine = sa.create_engine(f"sqlite:///{instance.database('neutron')}")
    BASEV2.metadata.create_all(engine)
    pattern = "alembic_migrations/versions/*/expand/c33da356b165_*.py"
    (file,) = glob.glob(str(Path(migration.__file__).parent / pattern))
    spec = importlib.util.spec_from_file_location("default_rules", file)
    rules = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(rules)
    tables = BASEV2.metadata.tables
    now = datetime(2000, 1, 1)
    with engine.begin() as connection:
        for rule in rules.default_template_rules:
            values = dict(rule)
            attribute = connection.execute(sa.insert(tables["standardattributes"]).values(
                resource_type=rules.table_name, description=values.pop("description")))
            connection.execute(sa.insert(tables[rules.table_name]).values(
                standard_attr_id=attribute.inserted_primary_key[0], **values))
        for number, kind in enumerate(("DHCP agent", "L3 agent"), 1):
            name = f"noop-{kind.split()[0].lower()}-agent"
            connection.execute(sa.insert(tables["agents"]).values(
                id=f"00000000-0000-0000-0000-{number:012}", agent_type=kind, binary=name, topic=name, host="sandbox",
                availability_zone="nova", admin_state_up=True, created_at=now, started_at=now, heartbeat_timestamp=now,
                description="A record only: availability zones are read from agents.", configurations="{}", load=0))


def octavia(instance: Instance) -> None:
    """From the models, since the migrations do not run on SQLite, with the rows that the migrations would insert."""
    import sqlalchemy as sa
    from octavia.common import constants as known
    from octavia.db import base_models, models
    from sqlalchemy.orm import Session

    engine = sa.create_engine(f"sqlite:///{instance.database('octavia')}")
    base_models.BASE.metadata.create_all(engine)
    enumerations = (
        (models.ProvisioningStatus, known.SUPPORTED_PROVISIONING_STATUSES),
        (models.HealthMonitorType, known.SUPPORTED_HEALTH_MONITOR_TYPES),
        (models.Algorithm, known.SUPPORTED_LB_ALGORITHMS),
        (models.Protocol, known.SUPPORTED_PROTOCOLS),
        (models.OperatingStatus, known.SUPPORTED_OPERATING_STATUSES),
        (models.SessionPersistenceType, known.SUPPORTED_SP_TYPES),
        (models.AmphoraRoles, known.SUPPORTED_AMPHORA_ROLES),
        (models.LBTopology, known.SUPPORTED_LB_TOPOLOGIES),
        (models.VRRPAuthMethod, known.SUPPORTED_VRRP_AUTH),
        (models.L7RuleType, known.SUPPORTED_L7RULE_TYPES),
        (models.L7RuleCompareType, known.SUPPORTED_L7RULE_COMPARE_TYPES),
        (models.L7PolicyAction, known.SUPPORTED_L7POLICY_ACTIONS),
        (models.ClientAuthenticationMode, known.SUPPORTED_CLIENT_AUTH_MODES),
    )
    nil = known.NIL_UUID
    deleted = {"name": "DELETED-PLACEHOLDER", "provider_name": known.DELETED}
    with Session(engine) as session, session.begin():
        for model, names in enumerations:
            session.add_all(model(name=name) for name in names)
        session.add(models.FlavorProfile(id=nil, flavor_data="{}", **deleted))
        session.add(models.AvailabilityZoneProfile(id=nil, availability_zone_data="{}", **deleted))
        session.flush()
        session.add(models.Flavor(id=nil, flavor_profile_id=nil, name=deleted["name"], enabled=False, description=""))
        session.add(models.AvailabilityZone(name=nil, availability_zone_profile_id=nil, enabled=False, description=""))


def barbican(instance: Instance) -> None:
    from barbican.model.migration import commands
    commands.upgrade(to_version="head", sql_url=f"sqlite:///{instance.database('barbican')}")


def glance(instance: Instance) -> None:
    manage(instance, "glance.cmd.manage", "glance-manage", "glance", "db", "sync")
    metadefs = str(instance.folder / "etc/glance/metadefs")
    manage(instance, "glance.cmd.manage", "glance-manage", "glance", "db", "load_metadefs", metadefs)


def placement(instance: Instance) -> None:
    manage(instance, "placement.cmd.manage", "placement-manage", "placement", "db", "sync")


def cinder(instance: Instance) -> None:
    manage(instance, "cinder.cmd.manage", "cinder-manage", "cinder", "db", "sync")


def nova(instance: Instance) -> None:
    def connection(name):
        return ("--database_connection", f"sqlite:///{instance.database(name)}?timeout=60")

    for args in (
        ("api_db", "sync"),
        ("cell_v2", "map_cell0", *connection("nova_cell0")),
        ("db", "sync"),
        ("cell_v2", "create_cell", "--name", "cell1", "--transport-url", "fake://", *connection("nova_cell1")),
    ):
        manage(instance, "nova.cmd.manage", "nova-manage", "nova", *args)


def designate(instance: Instance) -> None:
    manage(instance, "designate.cmd.manage", "designate-manage", "designate", "database", "sync")


def main() -> None:
    instance, service = Instance.load(Path(sys.argv[1])), sys.argv[2]
    globals()[service](instance)
    for name in SERVICES[service].schemas:
        with closing(sqlite3.connect(instance.database(name))) as database:
            database.execute("PRAGMA journal_mode=WAL")


if __name__ == "__main__":
    main()
