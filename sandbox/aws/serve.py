"""serve.py SOCKET: moto, and the calls that it lacks, on an inherited socket that listens already."""

from __future__ import annotations

import logging
import sys

from moto.core.responses import ActionResult, BaseResponse
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from werkzeug.serving import make_server

import calls  # noqa: F401
from extension import Extended, Refused

call_action = BaseResponse.call_action


def call_or_refuse(response: BaseResponse):
    """Answers 400 to what moto lacks: its own answer, a 500, is one that clients repeat for minutes."""
    try:
        return call_action(response)
    except NotImplementedError:
        action = response._get_action()
        print(f"moto lacks {response.service_name} {action}", flush=True)
        return response.serialized(ActionResult(Refused("NotImplemented", f"moto lacks the call {action}")))


if __name__ == "__main__":
    BaseResponse.call_action = call_or_refuse
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    make_server("127.0.0.1", 0, Extended(DomainDispatcherApplication(create_backend_app)), threaded=True,
                request_handler=MotoRequestHandler, fd=int(sys.argv[1])).serve_forever()
