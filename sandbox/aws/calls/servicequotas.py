"""Service Quotas: moto knows the defaults, of VPC only. What is asked for is granted at once."""

from uuid import uuid4

from moto.servicequotas.models import servicequotas_backends

from extension import Here, call, missing


@call("service-quotas", "GetAWSDefaultServiceQuota")
def default(here: Here):
    quota = servicequotas_backends[here.account][here.region].get_service_quota(
        here.asked["ServiceCode"], here.asked["QuotaCode"])
    return {"Quota": quota}


@call("service-quotas", "GetServiceQuota")
def quota(here: Here):
    given = default(here)["Quota"]
    return {"Quota": {**given, "Value": here.kept.get(given["QuotaCode"], {}).get("DesiredValue", given["Value"])}}


@call("service-quotas", "RequestServiceQuotaIncrease")
def increase(here: Here):
    asked = {"Id": uuid4().hex, "Status": "APPROVED", "DesiredValue": here.asked["DesiredValue"]}
    request = {**default(here)["Quota"], **asked}
    here.kept[here.asked["QuotaCode"]] = request
    return {"RequestedQuota": request}


@call("service-quotas", "GetRequestedServiceQuotaChange")
def increased(here: Here):
    for request in here.kept.values():
        if request["Id"] == here.asked["RequestId"]:
            return {"RequestedQuota": request}
    raise missing("the request")


@call("service-quotas", "ListRequestedServiceQuotaChangeHistoryByQuota")
def increases(here: Here):
    return {"RequestedQuotas": [one for code, one in here.kept.items() if code == here.asked["QuotaCode"]]}
