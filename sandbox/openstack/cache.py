"""What instances share: a venv for each lock file, and a template of databases for each version and set of services.

Both are built once, under a lock, by whoever needs them first.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import sqlite3
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Callable

import config
import process
from instance import Instance
from process import HERE, Failed
from service import SERVICES

LOCK = HERE / "requirements.txt"
INSTALLER = "uv>=0.5"
MIB_NEEDED = 1000
Say = Callable[[str], None]


def digest(*parts: bytes) -> str:
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:12]


def stamp() -> str:
    """The version of a state: the lock and all code that shapes it."""
    code = sorted(path for path in HERE.rglob("*") if path.suffix in (".py", ".txt") and path.name != "cloud.py")
    return digest(sys.version.encode(), *(path.read_bytes() for path in code))


@contextmanager
def locked(path: Path, say: Say, waiting: str):
    """Holds a file's or a folder's lock; says so if it has to wait for another process."""
    if path.is_dir():
        handle = os.open(path, os.O_RDONLY)
    else:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(waiting)
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield handle
    finally:
        os.close(handle)


def venv(cache: Path, owner: Path, say: Say) -> Path:
    """The folder of the venv with the locked packages, built if need be."""
    folder = cache / f"venv-{digest(LOCK.read_bytes(), sys.version.encode())}"
    done = folder / "complete"
    if done.exists():
        return folder
    with locked(cache / f"{folder.name}.lock", say, "venv: waiting for another process, which is building it"):
        if done.exists():
            return folder
        free = shutil.disk_usage(cache).free >> 20
        if free < MIB_NEEDED:
            raise Failed(f"{cache} has {free} MiB left, and the packages need {MIB_NEEDED}")
        shutil.rmtree(folder, ignore_errors=True)
        count = len(re.findall(r"^[a-z0-9.-]+==", LOCK.read_text(), re.MULTILINE))
        # Nothing is compiled here: a third of the 18,000 modules is used, and compiled at its first use, in bytecode/.
        say(f"venv: installing {count} packages (10 s to a minute, once) …")
        log = cache / f"{folder.name}.log"
        log.unlink(missing_ok=True)
        # Here the caller's settings count: registries, proxies, certificates.
        env = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        env.update({process.OWNER: str(owner), process.SERVICE: "", "VIRTUAL_ENV": str(folder), "UV_SYSTEM_CERTS": "true"})
        python = folder / "bin" / "python"
        process.run("making the venv (Debian needs the package python3-venv)", [sys.executable, "-m", "venv", folder],
                    log, env)
        process.run("installing uv with pip", [python, "-m", "pip", "install", "--quiet", INSTALLER], log, env)
        process.run("installing the packages with uv", [folder / "bin" / "uv", "pip", "sync", "--quiet",
                    "--python", python, LOCK], log, env)
        done.touch()
        say("venv: ready")
    return folder


def template(cache: Path, owner: Path, services: list[str], say: Say) -> Path:
    """The folder of the template for these services, built if need be."""
    folder = cache / f"template-{digest(stamp().encode(), ' '.join(services).encode())}"
    if folder.exists():
        return folder
    python = venv(cache, owner, say) / "bin" / "python"
    with locked(cache / f"{folder.name}.lock", say, "template: waiting for another process, which is building it"):
        if not folder.exists():
            say(f"template: making the databases of {', '.join(services)} (half a minute for four, once) …")
            build(python, cache, owner, services, folder)
            say("template: ready")
    return folder


def build(python: Path, cache: Path, owner: Path, services: list[str], target: Path) -> None:
    """Builds a template in a scratch instance, whose secrets and ports end with it."""
    scratch = target.with_name(target.name + ".scratch")
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(mode=0o700)
    sockets = {service: process.listen_anywhere() for service in services}
    ports = {service: sock.getsockname()[1] for service, sock in sockets.items()}
    for service in filter(lambda name: SERVICES[name].port_aside, services):
        with process.listen_anywhere() as aside:
            ports[SERVICES[service].port_aside[0]] = aside.getsockname()[1]
    instance = Instance.new(scratch, "template", services, ports)
    instance.save()
    config.write(instance, python.parent.parent)

    def run(script: str, *args: str) -> None:
        log = scratch / "log" / "-".join((script, *args, "template.out"))
        process.run(f"{script}.py {' '.join(args)}".strip(), [python, HERE / f"{script}.py", scratch, *args], log,
                    process.environment(owner, instance, cache))

    def launch(*names: str) -> None:
        for name in names:
            if name in services:
                process.launch(python, owner, instance, cache, name, sockets.pop(name))

    try:
        run("schema", "keystone")
        launch("keystone")
        with ThreadPoolExecutor(2) as pool:
            try:
                kept = [name for name in services[1:] if SERVICES[name].schemas]
                list(pool.map(lambda service: run("schema", service), kept))
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                process.end(owner)
                raise
        run("catalog")
        launch("neutron", "placement", "glance", "cinder", "nova")
        run("content")
    except Failed:
        dead = [name for name in services if name not in sockets and name not in process.services(owner)]
        if dead:
            raise Failed(f"{dead[0]} died while the template was made{process.tail(scratch / 'log' / f'{dead[0]}.out')}"
                         ) from None
        raise
    finally:
        process.end(owner)
        for sock in sockets.values():
            sock.close()
    for name in instance.schemas():
        with closing(sqlite3.connect(instance.database(name), timeout=60)) as database:
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    new = target.with_name(target.name + ".new")
    shutil.rmtree(new, ignore_errors=True)
    for name in ("db", "images", "nova"):  # nova: the identity of its compute host
        shutil.copytree(scratch / name, new / name)
    new.rename(target)
    shutil.rmtree(scratch)


