"""serve.py FOLDER SERVICE SOCKET: runs one service, its API and its workers, on an inherited listening socket."""

from __future__ import annotations

import importlib
import os
import signal
import socket
import sys
import traceback
from pathlib import Path

from instance import Instance

THREADS = 4


def configure(instance: Instance) -> None:
    """Tells each service where its files are, in the way in which it asks."""
    etc = instance.folder / "etc"
    for service in ("keystone", "placement", "glance", "nova", "designate", "neutron"):
        os.environ[f"OS_{service.upper()}_CONFIG_DIR"] = str(etc / service)
    os.environ["OS_NEUTRON_CONFIG_FILES"] = "neutron.conf;ml2_conf.ini"
    os.environ["OS_NOVA_CONFIG_FILES"] = "api-paste.ini;nova.conf"
    os.environ["OS_CINDER_DISABLE_EVENTLET_PATCHING"] = "true"
    os.environ["OS_NOVA_DISABLE_EVENTLET_PATCHING"] = "true"


def application(instance: Instance, service: str):
    """The WSGI application of a service; its workers run when this returns."""
    file = instance.folder / "etc" / service / f"{service}.conf"
    sys.argv = [service]
    if service in ("octavia", "cinder", "nova"):
        sys.argv += ["--config-file", str(file)]
    if service == "barbican":
        from paste import deploy
        return deploy.loadapp(f"config:{file.with_name('barbican-api-paste.ini')}")
    if service in ("octavia", "cinder", "nova", "designate"):
        return importlib.import_module(f"sandbox_drivers.{service}_worker").start(instance)
    return importlib.import_module(f"{service}.wsgi.api").application


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    service = sys.argv[2]
    sock = socket.socket(fileno=int(sys.argv[3]))
    instance = Instance.load(Path(sys.argv[1]))
    configure(instance)
    try:
        if service == "swift":  # it is made for eventlet, and brings its own servers
            importlib.import_module("sandbox_drivers.swift_worker").serve(instance, sock)
        if service in ("nova", "cinder"):
            importlib.import_module(f"{service}.monkey_patch").patch(backend="threading")
        import sqlite_mode
        sqlite_mode.install()
        app = application(instance, service)
    except BaseException:  # workers' threads are no daemons: without this a failed start hangs on them
        traceback.print_exc()
        sys.stderr.flush()
        os._exit(1)
    import waitress
    waitress.serve(app, sockets=[sock], threads=THREADS, channel_timeout=600, max_request_body_size=8 << 30)


main()
