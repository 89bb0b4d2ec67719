"""Octavia's API and worker in one process."""

import sys

from octavia.compute.drivers.noop_driver import driver as compute
from octavia.network.drivers.noop_driver import driver as network


def start(instance):
    def redirect(original):
        path = instance.folder / "run" / "octavia-noop.sqlite"
        return lambda _url, *args, **kwargs: original(f"sqlite:///{path}", *args, **kwargs)

    # Both no-op drivers name one fixed file in /tmp, which all instances would share.
    for module in (network, compute):
        module.create_engine = redirect(module.create_engine)
    from octavia.api import app
    application = app.setup_app(argv=sys.argv)
    from oslo_config import cfg
    # Octavia's default is 10, which SQLite's pool refuses.
    cfg.CONF.set_override("pool_timeout", None, "database")
    from octavia.controller.queue.v2 import consumer
    consumer.ConsumerService(0, cfg.CONF).run()
    return application
