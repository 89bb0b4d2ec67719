"""Nova's API, conductor, scheduler and compute service (with Nova's own fake driver) in one process."""

KEEP = []


def start(instance):
    from nova.api.openstack import wsgi_app
    application = wsgi_app.init_application("osapi_compute", "nova-api-os-compute")

    import nova.conf
    import os_brick
    import os_vif
    from nova import context, objects, service
    from nova.compute import rpcapi as compute
    from nova.conductor import rpcapi as conductor
    from nova.objects import base, host_mapping
    from nova.scheduler import rpcapi as scheduler
    from nova.virt import fake

    # Hypervisors today have secure boot, and a signed image that demands it is scheduled nowhere else.
    fake.FakeDriver.capabilities["supports_secure_boot"] = True
    objects.register_all()
    os_vif.initialize()
    os_brick.setup(nova.conf.CONF)
    base.NovaObject.indirection_api = None  # one process: objects go straight to the database
    for binary, topic, more in (
        ("nova-conductor", conductor.RPC_TOPIC, {}),
        ("nova-scheduler", scheduler.RPC_TOPIC, {}),
        ("nova-compute", compute.RPC_TOPIC, {"topic_alt": compute.RPC_TOPIC_ALT}),
    ):
        worker = service.Service.create(binary=binary, topic=topic, **more)
        worker.start()
        KEEP.append(worker)
    host_mapping.discover_hosts(context.get_admin_context())
    return application
