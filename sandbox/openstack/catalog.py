"""catalog.py FOLDER: users, roles, services and endpoints, through Keystone's API, for the template."""

from __future__ import annotations

import sys
from pathlib import Path

import openstack

from instance import REGION, Instance
from service import SERVICES

ROLES = ("service", "manager", "member", "reader", "creator", "observer", "audit", "key-manager:service-admin",
         "load-balancer_admin", "load-balancer_member")


def main() -> None:
    instance = Instance.load(Path(sys.argv[1]))
    identity = openstack.connect(
        region_name=REGION, identity_api_version="3", auth={
            "auth_url": instance.endpoint("keystone"), "username": "admin", "password": instance.password("admin"),
            "project_name": "admin", "user_domain_id": "default", "project_domain_id": "default"}).identity
    roles = {role.name: role for role in identity.roles()}
    for name in ROLES:
        roles[name] = roles.get(name) or identity.create_role(name=name)

    def user(name, project, *granted):
        created = identity.create_user(name=name, password=instance.password(name), domain_id="default",
                                       default_project_id=project.id)
        for role in granted:
            identity.assign_project_role_to_user(project, created, roles[role])

    service_project = identity.create_project(name="service", domain_id="default")
    for service in map(SERVICES.get, instance.services[1:]):
        user(service.name, service_project, "admin", "service")
        for kind in (service.type, *service.aliases):
            entry = identity.create_service(name=service.name if kind == service.type else kind, type=kind)
            for interface in ("public", "internal", "admin"):
                identity.create_endpoint(service_id=entry.id, interface=interface, region_id=REGION,
                                         url=instance.endpoint(service.name))

    user("baseline", identity.create_project(name="baseline", domain_id="default"),
         "member", "creator", "load-balancer_member")
    admin, project = identity.find_user("admin"), identity.find_project("admin")
    for role in ("creator", "load-balancer_admin"):
        identity.assign_project_role_to_user(project, admin, roles[role])


main()
