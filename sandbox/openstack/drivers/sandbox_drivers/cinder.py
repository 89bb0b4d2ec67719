"""Cinder without storage."""

from cinder import interface
from cinder.volume import driver


def _nothing(*_, **__):
    return None


def _no_update(*_, **__):
    return {}


@interface.volumedriver
class NoopVolumeDriver(driver.BaseVD):
    """Stores nothing and succeeds at everything."""

    VERSION = "1.0"
    CI_WIKI_NAME = "none"

    do_setup = check_for_setup_error = delete_volume = delete_snapshot = extend_volume = _nothing
    copy_image_to_volume = copy_volume_to_image = revert_to_snapshot = _nothing
    remove_export = remove_export_snapshot = terminate_connection = _nothing
    create_volume = create_snapshot = create_volume_from_snapshot = create_cloned_volume = _no_update
    ensure_export = create_export = create_export_snapshot = _no_update

    def clone_image(self, context, volume, image_location, image_meta, image_service):
        return {}, True

    def retype(self, context, volume, new_type, diff, host):
        return True, None

    def migrate_volume(self, context, volume, host):
        return True, None

    def initialize_connection(self, volume, connector, **_):
        data = {"volume_id": volume["id"], "encrypted": bool(volume["encryption_key_id"])}
        return {"driver_volume_type": "fake", "data": data}

    def get_volume_stats(self, refresh=False):
        self._stats = {
            "volume_backend_name": self.configuration.safe_get("volume_backend_name"),
            "vendor_name": "sandbox",
            "driver_version": self.VERSION,
            "storage_protocol": "fake",
            "total_capacity_gb": "infinite",
            "free_capacity_gb": "infinite",
            "reserved_percentage": 0,
            "QoS_support": True,
            "multiattach": True,
            "thin_provisioning_support": True,
        }
        return self._stats
