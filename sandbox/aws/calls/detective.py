"""Detective: moto has nothing of it. It gathers nothing."""

from datetime import datetime, timezone
from uuid import uuid4

from extension import Here, call, missing


@call("detective", "CreateGraph")
def create(here: Here):
    if not here.kept:  # AWS has one of them in a region, and gives it to whoever asks again
        arn = here.arn("detective", f"graph:{uuid4().hex}")
        here.kept[arn] = {"created": datetime.now(timezone.utc), "tags": here.asked.get("Tags") or {}}
    return {"GraphArn": next(iter(here.kept))}


@call("detective", "ListGraphs")
def graphs(here: Here):
    return {"GraphList": [{"Arn": arn, "CreatedTime": one["created"]} for arn, one in here.kept.items()]}


@call("detective", "DeleteGraph")
def delete(here: Here):
    graph(here, "GraphArn")
    del here.kept[here.asked["GraphArn"]]


@call("detective", "ListTagsForResource")
def tags(here: Here):
    return {"Tags": graph(here, "ResourceArn")["tags"]}


@call("detective", "TagResource")
def tag(here: Here):
    graph(here, "ResourceArn")["tags"].update(here.asked["Tags"])


@call("detective", "UntagResource")
def untag(here: Here):
    for key in here.asked["TagKeys"]:
        graph(here, "ResourceArn")["tags"].pop(key, None)


def graph(here: Here, member: str) -> dict:
    if here.asked[member] not in here.kept:
        raise missing(here.asked[member])
    return here.kept[here.asked[member]]
