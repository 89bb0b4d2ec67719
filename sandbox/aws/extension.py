"""A server of calls, in front of moto.

Requests are read and answers written by moto's own code from botocore's models, so that a call is a function of what is
asked and of what its service keeps.
"""

from __future__ import annotations

import io
import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Callable

from moto.core.exceptions import ServiceException
from moto.core.request import Request
from moto.core.responses import ActionResult, BaseResponse
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

SIGNED_AS = {"access-analyzer": "accessanalyzer", "elasticfilesystem": "efs", "elasticloadbalancing": "elbv2",
             "servicequotas": "service-quotas", "sso": "sso-admin"}
"""Services by the name in a signature, where that is not botocore's."""
GLOBAL = ("account", "cloudfront", "iam", "shield")
"""Services that know no regions."""
SCOPE = re.compile(r"Credential=[^/]+/\d+/[^/]+/([^/]+)/aws4_request")


class Refused(ServiceException):
    """An error that a call answers with: a code of botocore's model, and a text."""


@dataclass
class Here:
    """One call: what was asked, and what its service keeps in this account and region."""

    asked: dict
    kept: dict
    account: str
    region: str

    def arn(self, service: str, resource: str) -> str:
        return f"arn:aws:{service}:{self.region}:{self.account}:{resource}"


Answer = Callable[[Here], dict | None]
CALLS: dict[str, dict[str, Answer]] = defaultdict(dict)


def call(service: str, *actions: str):
    def named(answer: Answer) -> Answer:
        CALLS[service].update(dict.fromkeys(actions, answer))
        return answer
    return named


class Extended:
    """A server of the calls here, in front of another that serves the rest."""

    def __init__(self, rest):
        self.rest = rest
        self.kept = defaultdict(dict)

    def __call__(self, environ, start_response):
        scope = SCOPE.search(environ.get("HTTP_AUTHORIZATION", ""))
        service = SIGNED_AS.get(scope[1], scope[1]) if scope else ""
        if service not in CALLS:
            return self.rest(environ, start_response)
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = io.BytesIO(body)
        request = Request(environ.copy())
        response = BaseResponse(service)
        response.setup_class(request)
        answer = CALLS[service].get(response._get_action())
        if not answer:
            environ["wsgi.input"] = io.BytesIO(body)
            return self.rest(environ, start_response)
        response.parse_parameters(request)
        region = "aws" if service in GLOBAL else response.region
        account = response.current_account
        here = Here(response.params, self.kept[service, account, region], account, region)
        try:
            result = answer(here)
        except ServiceException as error:
            result = error
        except HTTPException as error:  # moto's older kind, which is an answer already
            return Response(error.description, error.code, error.get_headers())(environ, start_response)
        status, headers, text = response.serialized(ActionResult(result))
        return Response(text, status, headers)(environ, start_response)


def missing(what: str) -> Refused:
    return Refused("ResourceNotFoundException", f"{what} does not exist")
