"""CloudFront: the headers of answers."""

from datetime import datetime, timezone
from uuid import uuid4

from extension import Here, Refused, call


@call("cloudfront", "CreateResponseHeadersPolicy")
def create(here: Here):
    return put(here, str(uuid4()))


@call("cloudfront", "UpdateResponseHeadersPolicy")
def update(here: Here):
    return put(here, policy(here)["Id"])


@call("cloudfront", "GetResponseHeadersPolicy")
def get(here: Here):
    return answer(policy(here))


@call("cloudfront", "DeleteResponseHeadersPolicy")
def delete(here: Here):
    del here.kept[policy(here)["Id"]]


def put(here: Here, number: str) -> dict:
    here.kept[number] = {
        "Id": number,
        "LastModifiedTime": datetime.now(timezone.utc),
        "ResponseHeadersPolicyConfig": here.asked["ResponseHeadersPolicyConfig"],
    }
    return answer(here.kept[number])


def answer(one: dict) -> dict:
    return {"ResponseHeadersPolicy": one, "ETag": str(int(one["LastModifiedTime"].timestamp()))}


def policy(here: Here) -> dict:
    if here.asked["Id"] not in here.kept:
        raise Refused("NoSuchResponseHeadersPolicy", f"the policy {here.asked['Id']} does not exist")
    return here.kept[here.asked["Id"]]
