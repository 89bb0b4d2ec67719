"""A shop's network and its endpoint on OpenStack."""

import pulumi
import pulumi_hardening as hardening

config = pulumi.Config()
addresses = {"cidr": "10.50.0.0/16", "zones": {"external": {}, "api": {}}}
network = hardening.OpenStackNetwork("shop", **addresses, owner="shop", external_network="public")
firewall = hardening.OpenStackFirewall(
    "shop",
    **addresses,
    flows={
        "web": {"from_": "internet", "to": "api", "service": "https", "reason": "Anyone may call the shop, over TLS only"},
        "inside": {"from_": "api", "to": "api", "service": "https", "reason": "The endpoint reaches its servers over TLS"},
    },
)
endpoint = hardening.OpenStackEndpoint(
    "shop",
    owner="shop",
    host_name="shop.example.org",
    hsts="week",
    subnet_id=network.subnet_ids["api"],
    security_group_ids=firewall.security_group_ids["api"],
    certificate_pem=config.require("certificatePem"),
    private_key_pem=config.require_secret("privateKeyPem"),
    member_ca_pem=config.require("memberCaPem"),
    members={"one": {"address": "10.50.32.11"}, "two": {"address": "10.50.32.12"}},
    external_network="public",
)
pulumi.export("address", endpoint.address)
