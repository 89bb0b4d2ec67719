"""content.py FOLDER: what a real cloud comes with (external network, image, volume type, flavor), for the template."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import openstack

from instance import Instance


def main() -> None:
    instance = Instance.load(Path(sys.argv[1]))
    os.environ["OS_CLIENT_CONFIG_FILE"] = str(instance.folder / "clouds.yaml")
    cloud = openstack.connect(cloud="sandbox")
    if "neutron" in instance.services:
        public = cloud.network.create_network(name="public", is_router_external=True, provider_network_type="flat",
                                              provider_physical_network="public")
        cloud.network.create_subnet(network_id=public.id, name="public", ip_version=4, cidr="203.0.113.0/24",
                                    enable_dhcp=False)
        cloud.network.create_subnet(network_id=public.id, name="public6", ip_version=6, cidr="2001:db8:ffff::/64",
                                    gateway_ip="2001:db8:ffff::1", enable_dhcp=False)
    if "glance" in instance.services:
        cloud.image.create_image(name="debian", disk_format="raw", container_format="bare", visibility="public",
                                 data=b"\0" * 1024, os_distro="debian", validate_checksum=False)
    if "cinder" in instance.services:
        luks = cloud.block_storage.create_type(name="luks", is_public=True)
        cloud.block_storage.create_type_encryption(luks, provider="luks", cipher="aes-xts-plain64", key_size=256,
                                                   control_location="front-end")
    if "nova" in instance.services:
        cloud.compute.create_flavor(name="m1.small", ram=2048, vcpus=1, disk=20)


main()
