"""Runs a Pulumi program as the engine asks for it in the environment, with the program's own Pulumi."""

import asyncio
import os
import runpy
import sys
import traceback

import pulumi
import pulumi.runtime

# What Pulumi's hosts take as: the user has been told what is wrong.
TOLD_USER = 32


def main() -> int:
    asked = {name: os.environ.pop(f"HARDENING_RUN_{name}") for name in ("MONITOR", "ENGINE", "PROJECT", "STACK", "ORGANIZATION", "ROOT", "DRYRUN", "PARALLEL")}
    program, sys.argv = sys.argv[1], sys.argv[1:]
    sys.path.insert(0, program if os.path.isdir(program) else os.path.dirname(program))
    pulumi.runtime.configure(
        pulumi.runtime.Settings(
            monitor=asked["MONITOR"],
            engine=asked["ENGINE"],
            project=asked["PROJECT"],
            stack=asked["STACK"],
            organization=asked["ORGANIZATION"],
            root_directory=asked["ROOT"],
            dry_run=asked["DRYRUN"] == "true",
            parallel=int(asked["PARALLEL"]),
        )
    )
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    try:
        loop.run_until_complete(pulumi.runtime.run_in_stack(lambda: runpy.run_path(program, run_name="__main__") and None))
        return 0
    except pulumi.RunError as error:
        pulumi.log.error(str(error))
    except Exception:
        pulumi.log.error("Program failed with an unhandled exception:\n" + traceback.format_exc())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
    return TOLD_USER


if __name__ == "__main__":
    code = main()
    # Threads of gRPC would keep an interpreter that fails from ending.
    os._exit(code)
