"""GuardDuty: where its findings go, and all that it looks at; moto keeps only what it was told last."""

from uuid import uuid4

from moto.guardduty.models import Detector, guardduty_backends

from extension import Here, Refused, call

GONE = "The request is rejected because the one or more input parameters have invalid values."
"""By this sentence of AWS the provider knows what is gone."""


@call("guardduty", "CreatePublishingDestination")
def create(here: Here):
    number = uuid4().hex
    detector(here)[number] = {
        "DestinationId": number,
        "DestinationType": here.asked["DestinationType"],
        "DestinationProperties": here.asked["DestinationProperties"],
        "PublishingFailureStartTimestamp": 0,
        "Status": "PUBLISHING",
    }
    return {"DestinationId": number}


@call("guardduty", "DescribePublishingDestination")
def destination(here: Here):
    number = here.asked["DestinationId"]
    if number not in detector(here):
        raise Refused("BadRequestException", GONE)
    return detector(here)[number]


@call("guardduty", "UpdatePublishingDestination")
def update(here: Here):
    destination(here)["DestinationProperties"] = here.asked["DestinationProperties"]


@call("guardduty", "DeletePublishingDestination")
def delete(here: Here):
    del detector(here)[destination(here)["DestinationId"]]


@call("guardduty", "ListPublishingDestinations")
def destinations(here: Here):
    return {"Destinations": list(detector(here).values())}


def detector(here: Here) -> dict:
    """What is kept of a detector, which must exist."""
    guardduty_backends[here.account][here.region].get_detector(here.asked["DetectorId"])
    return here.kept.setdefault(here.asked["DetectorId"], {})


update_detector = Detector.update


def update_feature(one: Detector, enabled, frequency, sources, features: list[dict] | None) -> None:
    known = {feature["name"]: feature for feature in [*one.features, *(features or [])]}
    update_detector(one, enabled, frequency, sources, list(known.values()))


Detector.update = update_feature
