"""The calls that moto lacks, by service: each keeps what it is told and gives it back, as AWS does.

What a call does not keep is not there, the rules among it by which AWS refuses.
"""

from . import (  # noqa: F401
    accessanalyzer, account, acm, backup, budgets, cloudfront, config, detective, ec2, efs, elbv2, guardduty,
    iam, organizations, ram, route53resolver, securityhub, servicequotas, shield, ssm, ssoadmin,
)
