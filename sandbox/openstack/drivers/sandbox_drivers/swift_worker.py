"""Swift's proxy and its account, container and object servers in one process, with one copy of everything in one folder.

The three servers share a second port: what is asked of them begins with the device, which is named after its server.
"""


def serve(instance, sock):
    from swift.common.utils import monkey_patch
    monkey_patch()

    import eventlet
    from eventlet import wsgi
    from swift.common.http_protocol import SwiftHttpProtocol
    from swift.common.ring.builder import RingBuilder
    from swift.common.utils import set_swift_dir
    from swift.common.wsgi import loadapp

    etc = instance.folder / "etc" / "swift"
    kinds = ("account", "container", "object")
    for kind in kinds:
        (instance.folder / "swift" / kind).mkdir(parents=True, exist_ok=True, mode=0o700)
        builder = RingBuilder(part_power=1, replicas=1, min_part_hours=0)
        builder.add_dev({"region": 1, "zone": 1, "ip": "127.0.0.1", "port": instance.ports["swift-storage"],
                         "device": kind, "weight": 1.0})
        builder.rebalance()
        builder.get_ring().save(str(etc / f"{kind}.ring.gz"))
    set_swift_dir(str(etc))
    servers = {kind: loadapp(f"{etc}/{kind}.conf") for kind in kinds}

    def storage(environ, start_response):
        return servers[environ["PATH_INFO"].split("/")[1]](environ, start_response)

    def run(listening, app):
        wsgi.server(listening, app, None, protocol=SwiftHttpProtocol, capitalize_response_headers=False)

    address = ("127.0.0.1", instance.ports["swift-storage"])
    eventlet.spawn(run, eventlet.listen(address), storage)
    run(eventlet.greenio.GreenSocket(sock), loadapp(f"{etc}/proxy.conf"))
