"""One sandbox: its folder, and the record in it of services, ports and secrets.

The record (`instance.json`) is written last, so a folder without it is not an instance. Everything else in the folder
is either made from the record at each start (`etc`, `clouds.yaml`, `keys`) or belongs to the services (`db`, `images`).
"""

from __future__ import annotations

import base64
import json
import os
import secrets
import sqlite3
from contextlib import closing
from pathlib import Path

from service import SERVICES

HOST = "127.0.0.1"
REGION = "RegionOne"
FOLDERS = ("etc", "db", "log", "run", "lock", "keys", "home", "tmp", "images", "staging", "nova", "cinder", "neutron",
           "designate", "swift", "keys/fernet", "keys/credential")
RECORD = "instance.json"
UNFINISHED = "unfinished"
"""Marks a folder that `up` is making, which the next `up` may throw away."""


class Broken(Exception):
    """The state cannot be used; the text completes "the sandbox state in DIR is"."""


class Instance:
    """The record of one sandbox and the paths that follow from its folder."""

    def __init__(self, folder: Path, stamp: str, services: list[str], ports: dict[str, int], secret: dict[str, str]):
        self.folder = folder
        self.stamp = stamp
        self.services = services
        self.ports = ports
        self.secret = secret

    @staticmethod
    def new(folder: Path, stamp: str, services: list[str], ports: dict[str, int]) -> Instance:
        """An instance with secrets of its own, in memory; `save` makes it real."""
        secret = {f"password {user}": secrets.token_urlsafe(24) for user in ("admin", "baseline", *services[1:])}
        secret["heartbeat"] = secrets.token_urlsafe(32)
        secret["server certificates"] = secrets.token_urlsafe(24)  # Octavia wants exactly 32 characters of base64url
        secret["amphora authority"] = secrets.token_urlsafe(24)
        secret["paths"] = secrets.token_urlsafe(24)
        secret["kek"] = base64.b64encode(os.urandom(32)).decode()
        for key in ("fernet/0", "fernet/1", "credential/0", "credential/1"):
            secret[key] = base64.urlsafe_b64encode(os.urandom(32)).decode()
        return Instance(folder, stamp, services, ports, secret)

    @staticmethod
    def load(folder: Path) -> Instance:
        """The instance in `folder`, or Broken."""
        try:
            record = json.loads((folder / RECORD).read_text())
            instance = Instance(folder, record["stamp"], record["services"], record["ports"], record["secret"])
            for name in instance.services:
                instance.password(name if name != "keystone" else "admin")
                instance.endpoint(name)
                if SERVICES[name].port_aside:
                    instance.url(SERVICES[name].port_aside[0])
        except FileNotFoundError:
            raise Broken(f"incomplete ({RECORD} is missing)") from None
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise Broken(f"unreadable ({RECORD}: {type(error).__name__})") from None
        return instance

    def save(self) -> None:
        record = {"stamp": self.stamp, "services": self.services, "ports": self.ports, "secret": self.secret}
        self.write(RECORD, json.dumps(record, indent=2) + "\n")

    def write(self, name: str, text: str) -> None:
        """Writes a private file at once: a reader sees the old text or the new."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        new = path.with_name(path.name + ".new")
        new.unlink(missing_ok=True)
        with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(text)
        new.replace(path)

    def password(self, user: str) -> str:
        return self.secret[f"password {user}"]

    def url(self, service: str) -> str:
        return f"http://{HOST}:{self.ports[service]}"

    def endpoint(self, service: str) -> str:
        return self.url(service) + SERVICES[service].path

    def database(self, name: str) -> Path:
        return self.folder / "db" / f"{name}.sqlite"

    def schemas(self) -> list[str]:
        return [schema for service in self.services for schema in SERVICES[service].schemas]

    def check(self) -> None:
        """Broken, if a database is missing or damaged."""
        for name in self.schemas():
            path = self.database(name)
            if not path.is_file():
                raise Broken(f"incomplete (db/{path.name} is missing)")
            try:
                with closing(sqlite3.connect(path, timeout=60)) as database:
                    answer = database.execute("PRAGMA quick_check(1)").fetchone()[0]
                    empty = not database.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
            except sqlite3.Error as error:
                raise Broken(f"unreadable (db/{path.name}: {error})") from None
            if answer != "ok" or empty:
                raise Broken(f"damaged (db/{path.name})")
        if "octavia" in self.services and not (self.folder / "keys" / "amphora.key").is_file():
            raise Broken("incomplete (keys/amphora.key is missing)")
