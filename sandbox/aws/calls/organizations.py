"""Organizations: a service that moto does not know to be trusted."""

from moto.organizations.models import FakeServiceAccess


FakeServiceAccess.TRUSTED_SERVICES.append("iam.amazonaws.com")
