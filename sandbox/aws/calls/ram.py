"""Resource Access Manager: what a share lets others do, which is nothing but the defaults."""

from extension import Here, call


@call("ram", "ListResourceSharePermissions")
def permissions(_here: Here):
    return {"permissions": []}
