"""Shield Advanced: moto writes the times of a subscription in a form that no client reads."""

from moto.shield.models import shield_backends

from extension import Here, call


@call("shield", "DescribeSubscription")
def subscription(here: Here):
    one = shield_backends[here.account][here.region].describe_subscription()
    return {"Subscription": {**one.to_dict(), "StartTime": one.start_time, "EndTime": one.end_time}}


@call("shield", "GetSubscriptionState")
def state(here: Here):
    subscribed = shield_backends[here.account][here.region].subscription
    return {"SubscriptionState": "ACTIVE" if subscribed else "INACTIVE"}


@call("shield", "UpdateSubscription")
def renew(here: Here):
    shield_backends[here.account][here.region].describe_subscription().auto_renew = here.asked["AutoRenew"]
