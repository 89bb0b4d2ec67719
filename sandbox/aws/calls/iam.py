"""IAM: settings of the account, credentials that nobody has here, and what users may have at most."""

from moto.iam.models import iam_backends

from extension import Here, call


@call("iam", "ListServiceSpecificCredentials")
def service_credentials(_here: Here):
    return {"ServiceSpecificCredentials": []}


@call("iam", "SetSecurityTokenServicePreferences")
def set_token_version(here: Here):
    here.kept["token version"] = int(here.asked["GlobalEndpointTokenVersion"].strip("vToken"))


@call("iam", "GetAccountSummary")
def summary(here: Here):
    counted = iam_backends[here.account]["aws"].get_account_summary().summary_map
    return {"SummaryMap": {**counted, "GlobalEndpointTokenVersion": here.kept.get("token version", 1)}}


@call("iam", "CreateUser")
def create_user(here: Here):
    asked = here.asked
    user = iam_backends[here.account]["aws"].create_user(here.region, asked["UserName"], asked.get("Path"),
                                                         asked.get("Tags"))
    return {"User": bound(user, asked.get("PermissionsBoundary"))}


@call("iam", "PutUserPermissionsBoundary", "DeleteUserPermissionsBoundary")
def change_boundary(here: Here):
    bound(iam_backends[here.account]["aws"].get_user(here.asked["UserName"]), here.asked.get("PermissionsBoundary"))


def bound(user, boundary: str | None):
    user.permissions_boundary = boundary and {"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": boundary}
    return user


def root_features(here: Here) -> dict:
    return {"OrganizationId": "o-sandbox", "EnabledFeatures": sorted(here.kept.get("root features", ()))}


@call("iam", "ListOrganizationsFeatures")
def list_root_features(here: Here):
    return root_features(here)


def switch(feature: str, on: bool):
    def answer(here: Here):
        features = here.kept.setdefault("root features", set())
        features.add(feature) if on else features.discard(feature)
        return root_features(here)
    return answer


for action, feature in (("OrganizationsRootCredentialsManagement", "RootCredentialsManagement"),
                        ("OrganizationsRootSessions", "RootSessions")):
    call("iam", f"Enable{action}")(switch(feature, True))
    call("iam", f"Disable{action}")(switch(feature, False))
