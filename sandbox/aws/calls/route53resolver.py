"""Route 53 Resolver: moto neither deletes the configurations of query logs, nor knows them to have tags."""

from moto.route53resolver.models import Route53ResolverBackend, route53resolver_backends

from extension import Here, call, missing

find = Route53ResolverBackend._matched_arn


def find_also_log(backend, arn: str) -> None:
    if all(log.arn != arn for log in backend.resolver_query_log_configs.values()):
        find(backend, arn)


Route53ResolverBackend._matched_arn = find_also_log


@call("route53resolver", "DeleteResolverQueryLogConfig")
def delete_log(here: Here):
    logs = route53resolver_backends[here.account][here.region].resolver_query_log_configs
    if here.asked["ResolverQueryLogConfigId"] not in logs:
        raise missing("the configuration")
    one = logs.pop(here.asked["ResolverQueryLogConfigId"])
    return {"ResolverQueryLogConfig": {**one.description(), "Status": "DELETING"}}
