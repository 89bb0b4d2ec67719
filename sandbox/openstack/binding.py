"""binding.py FOLDER [new]: binds the databases to this instance's addresses, and with `new` to its secrets.

A template's databases know the passwords, ports and paths of the folder in which the template was built. They hold no
data encrypted under its keys: no secret, credential or token was made there.
"""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing
from datetime import datetime, timedelta, timezone
from pathlib import Path

import bcrypt

from instance import Instance
from service import SERVICES


def statements(instance: Instance, new: bool):
    """Database, SQL and values of each change."""
    for service in map(SERVICES.get, instance.services):
        for kind in (service.type, *service.aliases):
            yield ("keystone", "UPDATE endpoint SET url = ? WHERE url LIKE 'http://127.0.0.1:%' AND service_id IN "
                   "(SELECT id FROM service WHERE type = ?)", (instance.endpoint(service.name), kind))
    if not new:
        return
    for user in ("admin", "baseline", *instance.services[1:]):
        digest = bcrypt.hashpw(instance.password(user).encode(), bcrypt.gensalt(4)).decode()
        yield ("keystone", "UPDATE password SET password_hash = ? WHERE local_user_id = "
               "(SELECT id FROM local_user WHERE name = ? AND domain_id = 'default')", (digest, user))
    if "glance" in instance.services:
        yield ("glance", "UPDATE image_locations SET value = ? || image_id", (f"file://{instance.folder}/images/",))
    if "nova" in instance.services:
        for cell in ("cell0", "cell1"):
            yield ("nova_api", "UPDATE cell_mappings SET database_connection = ? WHERE name = ?",
                   (f"sqlite:///{instance.database(f'nova_{cell}')}?timeout=60", cell))


def authority(instance: Instance) -> None:
    """The certificate authority that signs for Octavia's amphorae."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "sandbox amphora authority")])
    now = datetime.now(timezone.utc)
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=3650))
        .add_extension(x509.BasicConstraints(True, None), True).sign(key, hashes.SHA256())
    )
    passphrase = serialization.BestAvailableEncryption(instance.secret["amphora authority"].encode())
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, passphrase)
    instance.write("keys/amphora.pem", certificate.public_bytes(serialization.Encoding.PEM).decode())
    instance.write("keys/amphora.key", private.decode())


def main() -> None:
    instance, new = Instance.load(Path(sys.argv[1])), "new" in sys.argv[2:]
    for name, statement, values in statements(instance, new):
        with closing(sqlite3.connect(instance.database(name), timeout=60)) as database, database:
            if not database.execute(statement, values).rowcount:
                raise SystemExit(f"nothing to change in {name}: {statement}")
    if new and "octavia" in instance.services:
        authority(instance)


main()
