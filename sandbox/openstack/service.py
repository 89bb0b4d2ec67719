"""The services: their well-known ports, their places in the catalog, and what each cannot do without."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Service:
    """One OpenStack service. Its API and its workers share one process."""

    name: str
    port: int
    type: str
    """The type under which the catalog lists it."""
    path: str = ""
    listing: str = ""
    """A list under its endpoint, which its policy decides who may see."""
    needs: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    """More catalog types for the same endpoint."""
    databases: tuple[str, ...] | None = None
    """Its databases, one of its own name unless told otherwise. Swift keeps everything in files."""
    port_aside: tuple[str, int] | None = None
    """A second port, which the service binds by itself: its name and well-known number."""

    @property
    def schemas(self) -> tuple[str, ...]:
        return (self.name,) if self.databases is None else self.databases


SERVICES: dict[str, Service] = {
    service.name: service
    for service in (
        Service("keystone", 5000, "identity", "/v3", listing="/projects"),
        Service("neutron", 9696, "network", listing="/v2.0/subnets"),
        Service("barbican", 9311, "key-manager", listing="/v1/secrets"),
        Service("octavia", 9876, "load-balancer", listing="/v2/lbaas/loadbalancers", needs=("neutron", "barbican")),
        Service("placement", 8778, "placement", listing="/resource_providers"),
        Service("glance", 9292, "image", listing="/v2/images"),
        # Older clients ask for "volumev3".
        Service("cinder", 8776, "block-storage", "/v3", listing="/types", needs=("barbican", "glance"), aliases=("volumev3",)),
        Service(
            "swift",
            8080,
            "object-store",
            "/v1/AUTH_%(project_id)s",
            databases=(),
            port_aside=("swift-storage", 6200),
        ),
        Service("designate", 9001, "dns", listing="/v2/zones", port_aside=("mdns", 5354)),
        Service(
            "nova",
            8774,
            "compute",
            "/v2.1",
            listing="/flavors",
            needs=("neutron", "glance", "placement", "cinder"),
            databases=("nova_api", "nova_cell0", "nova_cell1"),
        ),
    )
}
DEFAULT = ("keystone", "neutron", "barbican", "octavia")


def complete(names: list[str]) -> list[str]:
    """The given services with all that they need, in the order of the table. Keystone is always one of them."""
    wanted: set[str] = set()
    queue = ["keystone", *names]
    while queue:
        name = queue.pop()
        if name not in wanted:
            wanted.add(name)
            queue.extend(SERVICES[name].needs)
    return [name for name in SERVICES if name in wanted]
