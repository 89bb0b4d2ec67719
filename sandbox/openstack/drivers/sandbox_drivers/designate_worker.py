"""Designate's API, central, worker, mdns and producer in one process. Its mdns is the pool's only nameserver."""

KEEP = []


def start(instance):
    import oslo_service.backend
    oslo_service.backend.init_backend(oslo_service.backend.BackendType.THREADING)
    from designate.wsgi.api import application

    import designate.conf
    from designate.central import service as central
    from designate.context import DesignateContext
    from designate.mdns import service as mdns
    from designate.objects.adapters import DesignateAdapter
    from designate.producer import service as producer
    from designate.worker import service as worker
    from designate.worker.tasks import zone

    # mdns answers from the database, so for a zone that is being deleted too: say "gone", or it never goes.
    get_serial = zone.PollForZone._get_serial
    zone.PollForZone._get_serial = lambda self: 0 if self.zone.action == "DELETE" else get_serial(self)

    KEEP.extend((central.Service(), mdns.Service(), worker.Service(), producer.Service()))
    for service in KEEP:
        service.start()
    server = {"host": "127.0.0.1", "port": instance.ports["mdns"]}
    context = DesignateContext.get_admin_context(all_tenants=True)
    identifier = designate.conf.CONF["service:central"].default_pool_id
    pool = {
        "id": identifier,
        "name": "default",
        "description": "sandbox",
        "attributes": {},
        "ns_records": [{"hostname": "ns1.sandbox.test.", "priority": 1}],
        "nameservers": [server],
        "targets": [{"type": "fake", "description": "none", "masters": [server], "options": server}],
    }
    KEEP[0].update_pool(context, DesignateAdapter.parse("YAML", pool, KEEP[0].get_pool(context, identifier)))
    return application
