#!/usr/bin/env python3
"""An emulator of AWS on loopback: `cloud.py [--state DIR] [--cache DIR] up | status | down | reset`."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

sys.dont_write_bytecode = True
if sys.version_info < (3, 11):
    raise SystemExit(f"the AWS sandbox needs Python 3.11 or later, and this is {sys.version.split()[0]}")

HERE = Path(__file__).resolve().parent
sys.path.append(str(HERE.parent / "openstack"))
import cache
import process
from process import Failed

START = time.monotonic()
READY_WITHIN = 60
HOME = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "hardening-baseline" / "aws"
PORT = 4566
NAME = "moto"
RECORD = "instance.json"
RUN = "run"
"""The folder of what ends with moto, whose memory is all the state there is: its log, and the Pulumi state of that."""
OWN = {RECORD, RUN, f"{RUN}.old"}
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))
"""Asks loopback itself, whatever proxy the environment names."""
cache.LOCK = HERE / "requirements.txt"


def say(text: str) -> None:
    print(f"[{time.monotonic() - START:5.1f} s] {text}", flush=True)


def url(state: Path) -> str | None:
    """Where moto is, or was and will be again; None if there is no instance in the folder."""
    try:
        return f"http://{process.HOST}:{json.loads((state / RECORD).read_text())['port']}"
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Failed(f"the sandbox state in {state} is unreadable ({RECORD}: {type(error).__name__}): "
                     "run `npm run sandbox -- reset aws`") from None


def answers(address: str | None, timeout: float) -> bool:
    try:
        DIRECT.open(f"{address}/moto-api/", timeout=timeout).close()
    except (OSError, ValueError):
        return False
    return True


@contextmanager
def alone(state: Path):
    """Holds the folder of an instance: one command at a time works on it."""
    while True:
        with cache.locked(state, say, "waiting for another command, which works on this sandbox") as handle:
            if not state.exists() or os.fstat(handle).st_ino != state.stat().st_ino:  # it was reset meanwhile
                state.mkdir(parents=True, exist_ok=True, mode=0o700)
                continue
            yield
            return


def refuse_foreign(state: Path) -> None:
    """Failed, if the folder is somebody else's: it must be neither used nor deleted."""
    foreign = sorted({path.name for path in state.iterdir()} - OWN)
    if foreign:
        raise Failed(f"{state} is not a sandbox's folder (it holds {foreign[0]}): give a new one with --state")


def up(args: argparse.Namespace) -> int:
    args.state.mkdir(parents=True, exist_ok=True, mode=0o700)
    args.cache.mkdir(parents=True, exist_ok=True, mode=0o700)
    with alone(args.state):
        refuse_foreign(args.state)
        address = url(args.state)
        if process.services(args.state) and answers(address, 5):
            say(f"already running: moto, at {address}")
            return 0
        process.end(args.state)
        try:
            start(args)
        except BaseException:
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, signal.SIG_IGN)
            process.end(args.state)
            raise
    return 0


def start(args: argparse.Namespace) -> None:
    """Starts moto on the port of the record where that is free, with nothing in it, and waits for its answer."""
    python = cache.venv(args.cache, args.state, say) / "bin" / "python"
    forget(args.state)
    run = args.state / RUN
    run.mkdir(exist_ok=True, mode=0o700)
    kept = int(address.rsplit(":", 1)[1]) if (address := url(args.state)) else PORT
    sock = process.listen(kept) or process.listen_anywhere()
    port = sock.getsockname()[1]
    if port != kept:
        say(f"port {kept} is taken: moto moves to {port}")
    (args.state / RECORD).write_text(json.dumps({"port": port}) + "\n")
    log = run / "moto.log"
    with sock, open(log, "w") as output:
        moto = subprocess.Popen([python, HERE / "serve.py", str(sock.fileno())], env=environment(args, run), cwd="/",
                                pass_fds=[sock.fileno()], stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                                start_new_session=True)
    deadline = time.monotonic() + READY_WITHIN
    while not answers(url(args.state), 1):
        if moto.poll() is not None:
            raise Failed(f"moto died while starting{process.tail(log)}")
        if time.monotonic() > deadline:
            raise Failed(f"moto does not answer after {READY_WITHIN} s{process.tail(log)}")
        time.sleep(0.1)
    say(f"moto answers at {url(args.state)}")


def environment(args: argparse.Namespace, run: Path) -> dict[str, str]:
    """What moto sees: nothing of the caller's AWS, proxies or Python settings."""
    kept = {name: value for name, value in os.environ.items()
            if name in ("PATH", "LANG", "TZ") or name.startswith("LC_")}
    return {
        **kept,
        process.OWNER: str(args.state),
        process.SERVICE: NAME,
        "HOME": str(run),
        "TMPDIR": str(run),
        "PYTHONWARNINGS": "ignore",
        "PYTHONPYCACHEPREFIX": str(args.cache / "bytecode"),
        "MOTO_EC2_LOAD_DEFAULT_AMIS": "true",
        "MOTO_IAM_LOAD_MANAGED_POLICIES": "true",
    }


def forget(state: Path) -> None:
    """Deletes what ended with moto; by another name first, for a reader may make the folder anew meanwhile."""
    old = state / f"{RUN}.old"
    shutil.rmtree(old, ignore_errors=True)
    if (state / RUN).exists():
        (state / RUN).rename(old)
        shutil.rmtree(old)


def status(args: argparse.Namespace) -> int:
    """Exit code 0 if moto answers."""
    address = url(args.state)
    pid = process.services(args.state).get(NAME)
    service = {"name": NAME, "pid": pid, "rssMiB": process.memory(pid) if pid else 0, "url": address,
               "up": pid is not None and answers(address, 5)}
    if args.json:
        print(json.dumps({"state": str(args.state), "up": service["up"], "services": [service] if address else [],
                          "totalRssMiB": service["rssMiB"]}))
    elif not address:
        print(f"no sandbox in {args.state}")
    else:
        word = "answers" if service["up"] else "does not answer" if pid else "does not run"
        print(f"{NAME:10} pid {pid or '-':>7}  {service['rssMiB']:4} MiB  {address}  {word}")
    return 0 if service["up"] else 1


def down(args: argparse.Namespace) -> int:
    if not args.state.is_dir():
        say(f"no sandbox in {args.state}")
        return 0
    with alone(args.state):
        refuse_foreign(args.state)
        ended = process.end(args.state)
        forget(args.state)
        say("stopped moto; what was in it is gone, and the Pulumi state of it" if ended else "nothing was running")
    return 0


def reset(args: argparse.Namespace) -> int:
    if not args.state.is_dir():
        return down(args)
    with alone(args.state):
        refuse_foreign(args.state)
        ended = process.end(args.state)
        shutil.rmtree(args.state)
        say(f"{'stopped moto; ' if ended else ''}deleted {args.state}")
    return 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="cloud.py", description=__doc__)
    parser.add_argument("--state", type=Path, default=HOME / "default", help="the folder of one instance")
    parser.add_argument("--cache", type=Path, default=HOME / "cache", help="the folder that instances share")
    commands = parser.add_subparsers(dest="command", required=True, metavar="up | status | down | reset")
    commands.add_parser("up", help="start it; returns when it answers")
    command = commands.add_parser("status", help="pid, memory and address; exit code 1 if it is down")
    command.add_argument("--json", action="store_true", help="for machines")
    commands.add_parser("down", help="stop it, which empties it; keep its port")
    commands.add_parser("reset", help="stop it and delete its folder")
    args = parser.parse_args()
    args.state, args.cache = args.state.resolve(), args.cache.resolve()
    return args


def interrupt(number: int, _frame) -> None:
    raise KeyboardInterrupt(signal.Signals(number).name)


def main() -> int:
    os.umask(0o077)
    args = arguments()
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupt)
    try:
        return globals()[args.command](args)
    except KeyboardInterrupt:
        print(f"{args.command} was interrupted; what it had started is stopped", file=sys.stderr)
        return 130
    except Failed as problem:
        text = str(problem)
    except OSError as problem:
        where = f" ({problem.filename})" if problem.filename else ""
        text = f"{args.command} failed: {problem.strerror or problem}{where}"
    print(text, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
