"""The account: who answers for it."""

from extension import Here, call, missing


@call("account", "PutContactInformation")
def put_contact(here: Here):
    here.kept["contact"] = here.asked["ContactInformation"]


@call("account", "GetContactInformation")
def contact(here: Here):
    if "contact" not in here.kept:
        raise missing("the contact information")
    return {"ContactInformation": here.kept["contact"]}
