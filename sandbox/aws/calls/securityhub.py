"""Security Hub: moto has the hub, but neither its configuration nor its standards."""

import re
from uuid import uuid4

from moto.securityhub.models import securityhub_backends

from extension import Here, call, missing


@call("securityhub", "UpdateSecurityHubConfiguration")
def configure_hub(here: Here):
    hub(here)
    here.kept.setdefault("hub", {}).update(here.asked)


@call("securityhub", "DescribeHub")
def describe_hub(here: Here):
    return {**hub(here), **here.kept.get("hub", {})}


def hub(here: Here) -> dict:
    return securityhub_backends[here.account][here.region].describe_hub(None)


@call("securityhub", "BatchEnableStandards")
def enable_standards(here: Here):
    hub(here)
    asked = [one["StandardsArn"] for one in here.asked["StandardsSubscriptionRequests"]]
    standards = here.kept.setdefault("standards", {})
    for arn in asked:
        standards[subscription(here, arn)] = arn
    return {"StandardsSubscriptions": [describe_standard(here, subscription(here, arn)) for arn in asked]}


@call("securityhub", "BatchDisableStandards")
def disable_standards(here: Here):
    ended = [describe_standard(here, arn) for arn in here.asked["StandardsSubscriptionArns"]]
    for one in ended:
        del here.kept["standards"][one["StandardsSubscriptionArn"]]
    return {"StandardsSubscriptions": [{**one, "StandardsStatus": "DELETING"} for one in ended]}


@call("securityhub", "GetEnabledStandards")
def standards(here: Here):
    hub(here)
    known = here.kept.get("standards", {})
    asked = here.asked.get("StandardsSubscriptionArns") or list(known)
    return {"StandardsSubscriptions": [describe_standard(here, arn) for arn in asked if arn in known]}


def subscription(here: Here, standard: str) -> str:
    return here.arn("securityhub", "subscription/" + re.split(r":(?:standards|ruleset)/|::ruleset/", standard)[-1])


def describe_standard(here: Here, arn: str) -> dict:
    known = here.kept.get("standards", {})
    if arn not in known:
        raise missing(f"the subscription {arn}")
    return {"StandardsSubscriptionArn": arn, "StandardsArn": known[arn], "StandardsInput": {},
            "StandardsStatus": "READY", "StandardsControlsUpdatable": "READY_FOR_UPDATES"}


# What it gathers, and from whom


@call("securityhub", "CreateFindingAggregator")
def create_aggregator(here: Here):
    hub(here)
    arn = here.arn("securityhub", f"finding-aggregator/{uuid4()}")
    made = {"FindingAggregatorArn": arn, "FindingAggregationRegion": here.region}
    here.kept.setdefault("aggregators", {})[arn] = made
    return put_aggregator(here, arn)


@call("securityhub", "UpdateFindingAggregator")
def update_aggregator(here: Here):
    return put_aggregator(here, aggregator(here)["FindingAggregatorArn"])


@call("securityhub", "GetFindingAggregator")
def aggregator(here: Here):
    arn = here.asked["FindingAggregatorArn"]
    if arn not in here.kept.get("aggregators", {}):
        raise missing(arn)
    return here.kept["aggregators"][arn]


@call("securityhub", "DeleteFindingAggregator")
def delete_aggregator(here: Here):
    del here.kept["aggregators"][aggregator(here)["FindingAggregatorArn"]]


@call("securityhub", "ListFindingAggregators")
def aggregators(here: Here):
    return {"FindingAggregators": list(here.kept.get("aggregators", {}).values())}


def put_aggregator(here: Here, arn: str) -> dict:
    one = here.kept["aggregators"][arn]
    one.update({name: here.asked[name] for name in ("RegionLinkingMode", "Regions") if name in here.asked})
    return one


@call("securityhub", "EnableImportFindingsForProduct")
def import_findings(here: Here):
    hub(here)
    arn = here.arn("securityhub", "product-subscription/" + here.asked["ProductArn"].split(":product/")[-1])
    here.kept.setdefault("products", []).append(arn)
    return {"ProductSubscriptionArn": arn}


@call("securityhub", "DisableImportFindingsForProduct")
def refuse_findings(here: Here):
    arn = here.asked["ProductSubscriptionArn"]
    if arn not in here.kept.get("products", []):
        raise missing(arn)
    here.kept["products"].remove(arn)


@call("securityhub", "ListEnabledProductsForImport")
def products(here: Here):
    hub(here)
    return {"ProductSubscriptions": here.kept.get("products", [])}
