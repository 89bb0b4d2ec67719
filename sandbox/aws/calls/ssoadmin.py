"""IAM Identity Center: tags, which moto does not keep."""

from extension import Here, call


@call("sso-admin", "ListTagsForResource")
def tags(here: Here):
    own = here.kept.get(here.asked["ResourceArn"], {})
    return {"Tags": [{"Key": key, "Value": value} for key, value in own.items()]}


@call("sso-admin", "TagResource")
def tag(here: Here):
    here.kept.setdefault(here.asked["ResourceArn"], {}).update({one["Key"]: one["Value"] for one in here.asked["Tags"]})


@call("sso-admin", "UntagResource")
def untag(here: Here):
    for key in here.asked["TagKeys"]:
        here.kept.get(here.asked["ResourceArn"], {}).pop(key, None)
