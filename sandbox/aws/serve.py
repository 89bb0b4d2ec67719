"""serve.py SOCKET: moto, and the calls that it lacks, on an inherited socket that listens already."""

from __future__ import annotations

import logging
import sys
from collections import OrderedDict
from threading import Lock

from moto.core.responses import ActionResult, BaseResponse
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from werkzeug.serving import make_server
from werkzeug.wrappers import Response

import calls  # noqa: F401
from extension import Extended, Refused

call_action = BaseResponse.call_action


class OneByOne:
    """A server that answers one request at a time, since moto changes what it keeps while other threads walk through it.

    A call that a client repeats is not made again, but answered as before: a busy machine loses an answer now and then,
    and AWS's clients ask again.
    """

    REMEMBERED = 1000

    def __init__(self, rest):
        self.rest = rest
        self.turn = Lock()
        self.answers: OrderedDict[str, Response] = OrderedDict()

    def __call__(self, environ, start_response):
        call = environ.get("HTTP_AMZ_SDK_INVOCATION_ID")
        with self.turn:
            answer = self.answers.get(call) or Response.from_app(self.rest, environ, buffered=True)
            if call and answer.status_code < 400:
                self.answers[call] = answer
                if len(self.answers) > self.REMEMBERED:
                    self.answers.popitem(last=False)
        return answer(environ, start_response)


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
    server = OneByOne(Extended(DomainDispatcherApplication(create_backend_app)))
    # In threads, since after each answer the server waits a moment for its client to go.
    make_server("127.0.0.1", 0, server, threaded=True, request_handler=MotoRequestHandler,
                fd=int(sys.argv[1])).serve_forever()
