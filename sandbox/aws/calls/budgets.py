"""Budgets: who is told, and tags."""

from moto.budgets.models import budgets_backends

from extension import Here, call, missing


@call("budgets", "DescribeSubscribersForNotification")
def subscribers(here: Here):
    budget = budgets_backends[here.account]["aws"].budgets[here.account][here.asked["BudgetName"]]
    for notification in budget.notifications:
        if notification.details == {**notification.details, **here.asked["Notification"]}:
            return {"Subscribers": notification.subscribers}
    raise missing("the notification")


@call("budgets", "ListTagsForResource")
def tags(here: Here):
    own = here.kept.get(here.asked["ResourceARN"], {})
    return {"ResourceTags": [{"Key": key, "Value": value} for key, value in own.items()]}


@call("budgets", "TagResource")
def tag(here: Here):
    own = here.kept.setdefault(here.asked["ResourceARN"], {})
    own.update({one["Key"]: one["Value"] for one in here.asked["ResourceTags"]})


@call("budgets", "UntagResource")
def untag(here: Here):
    for key in here.asked["ResourceTagKeys"]:
        here.kept.get(here.asked["ResourceARN"], {}).pop(key, None)
