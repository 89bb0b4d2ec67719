"""Load balancers: trust stores, and the certificates that a listener asks its clients for."""

from moto.elbv2.models import FakeListener, elbv2_backends
from moto.elbv2.responses import ELBV2Response
from moto.moto_api._internal import mock_random
from moto.s3.exceptions import MissingBucket
from moto.s3.models import s3_backends

from extension import Here, Refused, call


@call("elbv2", "CreateTrustStore")
def create_trust_store(here: Here):
    stores = trust_stores(here.account, here.region)
    name = here.asked["Name"]
    if any(one["Name"] == name for one in stores.values()):
        raise Refused("DuplicateTrustStoreName", f"A trust store named {name} exists")
    arn = here.arn("elasticloadbalancing", f"truststore/{name}/{mock_random.get_random_hex(16)}")
    stores[arn] = {"Name": name, "TrustStoreArn": arn, "Status": "ACTIVE",
                   "NumberOfCaCertificates": certificates(here), "TotalRevokedEntries": 0}
    return {"TrustStores": [stores[arn]]}


def certificates(here: Here) -> int:
    try:
        bundle = s3_backends[here.account]["aws"].get_object(
            here.asked["CaCertificatesBundleS3Bucket"], here.asked["CaCertificatesBundleS3Key"])
    except MissingBucket:
        bundle = None
    if not bundle:
        raise Refused("CaCertificatesBundleNotFound", "The specified ca certificate bundle does not exist")
    count = bundle.value.count(b"-----BEGIN CERTIFICATE-----")
    if not count:
        raise Refused("InvalidCaCertificatesBundle", "The specified ca certificate bundle is in an invalid format")
    return count


def trust_stores(account: str, region: str) -> dict:
    return vars(elbv2_backends[account][region]).setdefault("trust_stores", {})


def asked_of_clients(response: ELBV2Response) -> dict | None:
    """What a call says of clients' certificates, once that can be; None if it says nothing."""
    asked = response._get_params().get("MutualAuthentication")
    if not asked:
        return None
    store, verifies = asked.get("TrustStoreArn"), asked["Mode"] == "verify"
    if verifies != bool(store):
        raise Refused("ValidationError", "A trust store ARN must be specified in mode verify, and in no other")
    if store and store not in trust_stores(response.current_account, response.region):
        raise Refused("TrustStoreNotFound", f"Trust store '{store}' not found")
    return asked


def keeping(change):
    def changed(response: ELBV2Response):
        asked = asked_of_clients(response)
        result = change(response)
        for listener in result.result["Listeners"] if asked else ():
            listener.asked_of_clients = asked
        return result
    return changed


ELBV2Response.create_listener = keeping(ELBV2Response.create_listener)
ELBV2Response.modify_listener = keeping(ELBV2Response.modify_listener)
FakeListener.asked_of_clients = {"Mode": "off"}
FakeListener.mutual_authentication = property(
    lambda listener: listener.asked_of_clients if listener.protocol == "HTTPS" else None)
