"""Cinder's API, scheduler and volume service in one process."""

import threading
import time

from oslo_config import cfg

CONF = cfg.CONF


def start(instance):
    from cinder.wsgi.api import application
    from cinder import context, service
    from cinder.common import constants
    from cinder.volume.flows.manager.create_volume import CreateVolumeFromSpecTask

    # An encrypted volume is never cloned from an image: Cinder would write the image into it with sudo and qemu-img.
    CreateVolumeFromSpecTask._create_from_image_cache_or_download = (
        lambda task, _context, volume, *_: task.driver.create_volume(volume))

    scheduler = service.Service.create(binary="cinder-scheduler", report_interval=0)
    volumes = []
    for backend in CONF.enabled_backends:
        CONF.register_opt(cfg.StrOpt("backend_host"), group=backend)
        volumes.append(service.Service.create(
            host=f"{CONF.host}@{backend}", service_name=backend, binary=constants.VOLUME_BINARY,
            coordination=False, report_interval=0))
    # The scheduler waits up to a minute until a backend has reported: start both at the same time.
    starting = threading.Thread(target=scheduler.start, daemon=True)
    starting.start()
    for volume in volumes:
        volume.start()
    deadline = time.monotonic() + 30
    while starting.is_alive() and time.monotonic() < deadline:
        for volume in volumes:
            volume.manager.publish_service_capabilities(context.get_admin_context())
        starting.join(0.5)
    threading.Thread(target=beat, args=([scheduler, *volumes],), daemon=True).start()
    return application


def beat(services):
    """Reports that the services live. Their own reports share one class attribute, so two in a process mix them up."""
    from cinder import context, objects
    from oslo_log import log as logging

    while True:
        for service in services:
            try:
                row = objects.Service.get_by_id(context.get_admin_context(), service.origin_service_id)
                row.report_count += 1
                row.save()
            except Exception:
                logging.getLogger(__name__).exception("no heartbeat")
        time.sleep(10)
