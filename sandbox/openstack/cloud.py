#!/usr/bin/env python3
"""A real OpenStack on loopback: `cloud.py [--state DIR] [--cache DIR] up | status | down | reset`."""

from __future__ import annotations

import argparse
import errno
import json
import os
import shutil
import signal
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

sys.dont_write_bytecode = True
if sys.version_info < (3, 11):
    raise SystemExit(f"the OpenStack sandbox needs Python 3.11 or later, and this is {sys.version.split()[0]}")

import cache
import config
import process
from instance import FOLDERS, RECORD, UNFINISHED, Broken, Instance
from process import HERE, Failed
from service import DEFAULT, SERVICES, complete

START = time.monotonic()
READY_WITHIN = 180
HOME = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "hardening-baseline" / "openstack"
OWN = {*FOLDERS, RECORD, f"{RECORD}.new", UNFINISHED, "clouds.yaml", "clouds.yaml.new"}
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))
"""Asks loopback itself, whatever proxy the environment names."""


def say(text: str) -> None:
    print(f"[{time.monotonic() - START:5.1f} s] {text}", flush=True)


def names(text: str) -> list[str]:
    """The value of --services."""
    chosen = [name.strip() for name in text.split(",") if name.strip()]
    unknown = sorted(set(chosen) - set(SERVICES))
    if unknown:
        raise argparse.ArgumentTypeError(f"unknown: {', '.join(unknown)} (known: {', '.join(SERVICES)})")
    return chosen


def answers(url: str, timeout: float) -> bool:
    try:
        DIRECT.open(url + "/", timeout=timeout).close()
    except urllib.error.HTTPError as error:
        return error.code < 500
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


def up(args: argparse.Namespace) -> int:
    args.state.mkdir(parents=True, exist_ok=True, mode=0o700)
    args.cache.mkdir(parents=True, exist_ok=True, mode=0o700)
    with alone(args.state):
        before = set(process.find(args.state))
        try:
            instance = existing(args) or make(args)
            start(args, instance)
        except BaseException:
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, signal.SIG_IGN)
            process.end(args.state, keep=before)
            raise
    return 0


def existing(args: argparse.Namespace) -> Instance | None:
    """The instance in the folder; None if there is none yet."""
    content = {path.name for path in args.state.iterdir()}
    if UNFINISHED in content:
        say("the last `up` did not finish: starting again")
        process.end(args.state)
        for path in args.state.iterdir():
            if path.name != UNFINISHED:
                shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
        return None
    if not content:
        return None
    refuse_foreign(args.state)
    instance = Instance.load(args.state)
    if instance.stamp != cache.stamp():
        raise Broken("of another version")
    instance.check()
    missing = [name for name in complete(args.services or []) if name not in instance.services]
    if missing:
        raise Failed(f"the sandbox in {args.state} was made without {', '.join(missing)}: "
                     "run `npm run sandbox -- reset` first, or use another instance")
    return instance


def refuse_foreign(state: Path) -> None:
    """Failed, if the folder is somebody else's: it must be neither used nor deleted."""
    content = {path.name for path in state.iterdir()}
    foreign = sorted(content - OWN)
    if foreign and not content & {RECORD, UNFINISHED}:
        raise Failed(f"{state} is not a sandbox's folder (it holds {foreign[0]}): give a new one with --state")


def make(args: argparse.Namespace) -> Instance:
    """A new instance from the template, with ports and secrets of its own."""
    services = complete(args.services or list(DEFAULT))
    added = [name for name in services if args.services and name not in args.services and name != "keystone"]
    if added:
        say(f"adding {', '.join(added)}, which the others need")
    args.state.chmod(0o700)
    (args.state / UNFINISHED).touch()
    template = cache.template(args.cache, args.state, services, say)
    shutil.copytree(template, args.state, dirs_exist_ok=True)
    instance = Instance.new(args.state, cache.stamp(), services, {name: SERVICES[name].port for name in services})
    for service in services:
        if SERVICES[service].port_aside:
            name, port = SERVICES[service].port_aside
            instance.ports[name] = port
    instance.save()
    config.write(instance, cache.venv(args.cache, args.state, say))
    bind(args, instance, "new")
    (args.state / UNFINISHED).unlink()
    return instance


def bind(args: argparse.Namespace, instance: Instance, *how: str) -> None:
    python = cache.venv(args.cache, args.state, say) / "bin" / "python"
    process.run("binding.py", [python, HERE / "binding.py", instance.folder, *how],
                instance.folder / "log" / "binding.out", process.environment(args.state, instance, args.cache))


def start(args: argparse.Namespace, instance: Instance) -> None:
    """Starts what does not run, on the ports of the record where they are free, and waits for every answer."""
    venv = cache.venv(args.cache, args.state, say)
    offer_client(args.state, venv)
    alive = process.services(args.state)
    if all(name in alive for name in instance.services):
        await_answers(instance, [])
        say(f"already running: {', '.join(instance.services)}; clouds.yaml is in {instance.folder}")
        return
    sockets, moved = take(instance, [name for name in instance.services if name not in alive])
    try:
        if moved and alive:
            say("a port has moved: restarting the others, which must know")
            process.end(args.state)
            more, more_moved = take(instance, [name for name in instance.services if name in alive])
            sockets.update(more)
            moved += more_moved
        for text in moved:
            say(text)
        if moved:
            instance.save()
            bind(args, instance)
        config.write(instance, venv)
        for name in instance.services:
            if name in sockets:
                process.launch(venv / "bin" / "python", args.state, instance, args.cache, name, sockets[name])
    finally:
        for sock in sockets.values():
            sock.close()
    await_answers(instance, list(sockets))
    say(f"all ready; clouds.yaml is in {instance.folder}")


def offer_client(state: Path, venv: Path) -> None:
    """The command `openstack`, in a folder that has nothing else of the venv and so can be put on a PATH."""
    client = state / "bin" / "openstack"
    client.parent.mkdir(exist_ok=True)
    client.unlink(missing_ok=True)
    client.symlink_to(venv / "bin" / "openstack")


def take(instance: Instance, services: list[str]) -> tuple[dict, list[str]]:
    """Listens on the ports of these services, and moves those that are taken."""
    sockets, moved = {}, []

    def claim(name: str, keep: bool) -> None:
        port = instance.ports[name]
        sock = process.listen(port)
        if sock is None:
            sock = process.listen_anywhere()
            instance.ports[name] = sock.getsockname()[1]
            moved.append(f"port {port} is taken: {name} moves to {instance.ports[name]}")
        if keep:
            sockets[name] = sock
        else:
            sock.close()

    for service in services:
        claim(service, True)
        if SERVICES[service].port_aside:
            claim(SERVICES[service].port_aside[0], False)
    return sockets, moved


def await_answers(instance: Instance, started: list[str]) -> None:
    """Waits until every service answers, and names those that were started; fails as soon as one dies."""
    deadline = time.monotonic() + READY_WITHIN
    for name in instance.services:
        while not answers(instance.url(name), 1):
            alive = process.services(instance.folder)
            dead = [each for each in instance.services if each not in alive]
            if dead:
                raise Failed(f"{dead[0]} died while starting{process.tail(instance.folder / 'log' / f'{dead[0]}.out')}")
            if time.monotonic() > deadline:
                raise Failed(f"{name} does not answer after {READY_WITHIN} s"
                             f"{process.tail(instance.folder / 'log' / f'{name}.log')}")
            time.sleep(0.1)
        if name in started:
            say(f"{name} answers at {instance.url(name)}")
    if started:
        settle(instance)


def settle(instance: Instance) -> None:
    """Asks each service for one list, alone: of several first requests at once, oslo.policy lets some see errors, and others less than there is."""
    domain = {"id": "default"}
    user = {"name": "admin", "domain": domain, "password": instance.password("admin")}
    auth = {"identity": {"methods": ["password"], "password": {"user": user}},
            "scope": {"project": {"name": "admin", "domain": domain}}}
    login = urllib.request.Request(f"{instance.endpoint('keystone')}/auth/tokens", json.dumps({"auth": auth}).encode(),
                                   {"Content-Type": "application/json"})
    with urllib.request.urlopen(login, timeout=60) as response:
        token, project = response.headers["X-Subject-Token"], json.load(response)["token"]["project"]["id"]
    for name in instance.services:
        url = instance.endpoint(name).replace("%(project_id)s", project) + SERVICES[name].listing
        listing = urllib.request.Request(url, headers={"X-Auth-Token": token})
        with urllib.request.urlopen(listing, timeout=60):
            pass


def status(args: argparse.Namespace) -> int:
    """Exit code 0 if every service answers."""
    services = []
    if (args.state / RECORD).exists() and not (args.state / UNFINISHED).exists():
        instance = Instance.load(args.state)
        alive = process.services(args.state)
        for name in instance.services:
            pid = alive.get(name)
            services.append({
                "name": name,
                "pid": pid,
                "rssMiB": process.memory(pid) if pid else 0,
                "url": instance.endpoint(name),
                "up": pid is not None and answers(instance.url(name), 5),
            })
    total = sum(service["rssMiB"] for service in services)
    healthy = bool(services) and all(service["up"] for service in services)
    if args.json:
        print(json.dumps({"state": str(args.state), "up": healthy, "services": services, "totalRssMiB": total}))
    elif not services:
        print(f"no sandbox in {args.state}")
    else:
        for service in services:
            word = "answers" if service["up"] else "does not answer" if service["pid"] else "does not run"
            print(f"{service['name']:10} pid {service['pid'] or '-':>7}  {service['rssMiB']:4} MiB  "
                  f"{service['url']}  {word}")
        print(f"{'total':10} {'':11}  {total:4} MiB")
    return 0 if healthy else 1


def down(args: argparse.Namespace) -> int:
    if not args.state.is_dir():
        process.end(args.state)
        say(f"no sandbox in {args.state}")
        return 0
    with alone(args.state):
        ended = process.end(args.state)
        say(f"stopped {', '.join(ended)}" if ended else "nothing was running")
    return 0


def reset(args: argparse.Namespace) -> int:
    if not args.state.is_dir():
        return down(args)
    with alone(args.state):
        ended = process.end(args.state)
        refuse_foreign(args.state)
        shutil.rmtree(args.state)
        say(f"{'stopped ' + ', '.join(ended) + '; ' if ended else ''}deleted {args.state}")
    return 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="cloud.py", description=__doc__)
    parser.add_argument("--state", type=Path, default=HOME / "default", help="the folder of one instance")
    parser.add_argument("--cache", type=Path, default=HOME / "cache", help="the folder that instances share")
    commands = parser.add_subparsers(dest="command", required=True, metavar="up | status | down | reset")
    command = commands.add_parser("up", help="start it, from nothing if need be; returns when every service answers")
    command.add_argument("--services", type=names, metavar="NAME,…",
                         help=f"of {', '.join(SERVICES)}; defaults to {','.join(DEFAULT)}, or what the instance has")
    command = commands.add_parser("status", help="pid, memory and address of each service; exit code 1 if one is down")
    command.add_argument("--json", action="store_true", help="for machines")
    commands.add_parser("down", help="stop it, keep its state")
    commands.add_parser("reset", help="stop it and delete its state")
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
    except Broken as problem:
        text = f"the sandbox state in {args.state} is {problem}: run `npm run sandbox -- reset`"
    except Failed as problem:
        text = str(problem)
    except KeyboardInterrupt:
        text = f"{args.command} was interrupted; what it had started is stopped"
        print(text, file=sys.stderr)
        return 130
    except shutil.Error as problem:  # a list of what could not be copied; the reason is the same for all
        text = f"{args.command} failed: {problem.args[0][0][-1]}"
    except OSError as problem:
        what = "no space left" if problem.errno == errno.ENOSPC else problem.strerror or problem
        text = f"{args.command} failed: {what}{f' ({problem.filename})' if problem.filename else ''}"
    print(text, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
