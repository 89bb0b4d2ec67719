"""Processes of a sandbox: start, find, end.

A process is found by a mark in its environment, not by a pid file: the mark is there from the first instruction,
children inherit it, and no number can be reused. Neutron renames itself, which would overwrite the mark: SPT_NOENV
forbids that.
"""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Collection

from instance import HOST, Instance

HERE = Path(__file__).resolve().parent
OWNER = "SANDBOX_OWNER"
SERVICE = "SANDBOX_SERVICE"
GRACE = 10
"""Seconds between asking a process to end and ending it."""


class Failed(Exception):
    """What went wrong, in one sentence; log lines may follow it."""


def environment(owner: Path, instance: Instance, cache: Path, service: str = "") -> dict[str, str]:
    """What a process of the sandbox sees: nothing of the caller's OpenStack, proxies or Python settings."""
    kept = {name: value for name, value in os.environ.items()
            if name in ("PATH", "LANG", "TZ") or name.startswith(("LC_", "OPENBLAS_"))}
    return {
        **kept,
        OWNER: str(owner),
        SERVICE: service,
        "SPT_NOENV": "1",
        "HOME": str(instance.folder / "home"),
        "TMPDIR": str(instance.folder / "tmp"),
        "XDG_CACHE_HOME": str(cache / "entry-points"),
        "PYTHONPATH": str(HERE / "drivers"),
        "PYTHONWARNINGS": "ignore",
        "PYTHONPYCACHEPREFIX": str(cache / "bytecode"),
    }


def find(owner: Path) -> dict[int, str]:
    """The living processes of an owner: pid and service ("" for a helper)."""
    mark = f"{OWNER}={owner}".encode()
    found = {}
    for entry in os.listdir("/proc"):
        if not entry.isdigit() or int(entry) == os.getpid():
            continue
        try:
            values = Path("/proc", entry, "environ").read_bytes().split(b"\0")
        except OSError:  # gone meanwhile, or someone else's
            continue
        if mark in values:
            service = next((value for value in values if value.startswith(SERVICE.encode() + b"=")), b"=")
            found[int(entry)] = service.split(b"=", 1)[1].decode()
    return found


def services(owner: Path) -> dict[str, int]:
    """The services of an owner that run: name and pid."""
    return {service: pid for pid, service in sorted(find(owner).items(), reverse=True) if service}


def end(owner: Path, keep: Collection[int] = ()) -> list[str]:
    """Ends an owner's processes and returns when they are gone; the names of the services among them."""
    names: set[str] = set()
    start = time.monotonic()
    sent: dict[int, int] = {}
    while True:
        living = {pid: name for pid, name in find(owner).items() if pid not in keep}
        if not living:
            return sorted(names - {""})
        names.update(living.values())
        wanted = signal.SIGTERM if time.monotonic() - start < GRACE else signal.SIGKILL
        for pid in living:
            if sent.get(pid) != wanted:
                sent[pid] = wanted
                with suppress(ProcessLookupError):
                    os.kill(pid, wanted)
        if time.monotonic() - start > 3 * GRACE:
            raise Failed(f"processes {', '.join(map(str, living))} do not end")
        time.sleep(0.05)


def listen(port: int) -> socket.socket | None:
    """A listening socket on loopback, or None if the port is taken.

    It listens at once: Linux lets two sockets bind one port as long as neither listens. Callers wait in its queue until
    the service that inherits it is up.
    """
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((HOST, port))
        sock.listen(1024)
    except OSError:
        sock.close()
        return None
    return sock


def listen_anywhere() -> socket.socket:
    """A listening socket on a free port, below those of outgoing connections: it will be free next time too."""
    for _ in range(1000):
        sock = listen(random.randrange(20_000, 30_000))
        if sock:
            return sock
    raise Failed("no free port on 127.0.0.1 between 20000 and 29999")


def launch(python: Path, owner: Path, instance: Instance, cache: Path, service: str, sock: socket.socket) -> None:
    """Starts a service on the socket, which the caller no longer holds afterwards: a dead service refuses at once."""
    with sock, open(instance.folder / "log" / f"{service}.out", "w") as log:
        subprocess.Popen(
            [python, HERE / "serve.py", instance.folder, service, str(sock.fileno())],
            env=environment(owner, instance, cache, service), pass_fds=[sock.fileno()], cwd="/",
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
        )


def run(what: str, command: list, log: Path, env: dict[str, str]) -> None:
    """Runs a helper to its end, and ends it when this process is interrupted."""
    wait(what, begin(command, log, env), log)


def begin(command: list, log: Path, env: dict[str, str]) -> subprocess.Popen:
    with open(log, "a") as file:
        return subprocess.Popen(command, env=env, cwd="/", stdin=subprocess.DEVNULL, stdout=file, stderr=file,
                                start_new_session=True)


def wait(what: str, process: subprocess.Popen, log: Path) -> None:
    try:
        code = process.wait()
    except BaseException:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        raise
    if code:
        raise Failed(f"{what} failed with exit code {code}{tail(log)}")


def tail(log: Path, lines: int = 15) -> str:
    """The last lines of a log, to follow a sentence."""
    try:
        with open(log, "rb") as file:
            file.seek(max(0, log.stat().st_size - 20_000))
            last = file.read().decode(errors="replace").strip().splitlines()[-lines:]
    except OSError:
        last = []
    if not last:
        return f" (its log {log} is empty)"
    return "\n".join([f"; the end of {log}:", *(f"  {line[:300]}" for line in last)])


def memory(pid: int) -> int:
    """The resident memory of a process in MiB."""
    try:
        status = Path("/proc", str(pid), "status").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) // 1024 for line in status.splitlines() if line.startswith("VmRSS")), 0)


if sys.platform != "linux":
    raise SystemExit("the OpenStack sandbox runs on Linux only (it reads /proc)")
