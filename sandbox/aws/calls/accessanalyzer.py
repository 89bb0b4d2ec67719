"""IAM Access Analyzer: moto has nothing of it. It analyses nothing, so there are no findings."""

from datetime import datetime, timezone

from extension import Here, Refused, call, missing


@call("accessanalyzer", "CreateAnalyzer")
def create_analyzer(here: Here):
    name = here.asked["analyzerName"]
    if name in here.kept:
        raise Refused("ConflictException", f"the analyzer {name} exists")
    here.kept[name] = {
        "arn": here.arn("access-analyzer", f"analyzer/{name}"),
        "name": name,
        "type": here.asked["type"],
        "createdAt": datetime.now(timezone.utc),
        "status": "ACTIVE",
        "tags": here.asked.get("tags") or {},
        **({"configuration": here.asked["configuration"]} if here.asked.get("configuration") else {}),
    }
    return {"arn": here.kept[name]["arn"]}


@call("accessanalyzer", "GetAnalyzer")
def get_analyzer(here: Here):
    return {"analyzer": analyzer(here)}


@call("accessanalyzer", "DeleteAnalyzer")
def delete_analyzer(here: Here):
    del here.kept[analyzer(here)["name"]]


@call("accessanalyzer", "ListAnalyzers")
def list_analyzers(here: Here):
    kind = here.asked.get("type")
    return {"analyzers": [one for one in here.kept.values() if kind in (None, one["type"])]}


@call("accessanalyzer", "ListArchiveRules")
def list_archive_rules(here: Here):
    analyzer(here)
    return {"archiveRules": []}


@call("accessanalyzer", "ListFindings", "ListFindingsV2")
def list_findings(_here: Here):
    return {"findings": []}


@call("accessanalyzer", "ListTagsForResource")
def list_tags(here: Here):
    return {"tags": tagged(here)["tags"]}


@call("accessanalyzer", "TagResource")
def tag(here: Here):
    tagged(here)["tags"].update(here.asked["tags"])


@call("accessanalyzer", "UntagResource")
def untag(here: Here):
    for key in here.asked["tagKeys"]:
        tagged(here)["tags"].pop(key, None)


def analyzer(here: Here) -> dict:
    name = here.asked["analyzerName"]
    if name not in here.kept:
        raise missing(f"the analyzer {name}")
    return here.kept[name]


def tagged(here: Here) -> dict:
    for one in here.kept.values():
        if one["arn"] == here.asked["resourceArn"]:
            return one
    raise missing(here.asked["resourceArn"])
