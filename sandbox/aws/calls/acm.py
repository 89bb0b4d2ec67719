"""Certificate Manager: moto makes every certificate with RSA, and says so, whatever was asked for."""

from moto.acm.models import CertBundle
from moto.acm.responses import AWSCertificateManagerResponse

request, describe = AWSCertificateManagerResponse.request_certificate, CertBundle.describe


def request_with_algorithm(response: AWSCertificateManagerResponse):
    made = request(response)
    response.acm_backend.get_certificate(made.result["CertificateArn"]).asked = response._get_param("KeyAlgorithm")
    return made


def describe_with_algorithm(certificate: CertBundle) -> dict:
    described = describe(certificate)
    if getattr(certificate, "asked", None):
        described["Certificate"]["KeyAlgorithm"] = certificate.asked
    return described


AWSCertificateManagerResponse.request_certificate, CertBundle.describe = request_with_algorithm, describe_with_algorithm
