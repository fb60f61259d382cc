"""Programs that a command starts and waits for: none of them outlives it, and each may clean up before it ends."""

import ctypes
import os
import signal
import subprocess
from contextlib import contextmanager
from functools import partial

PR_SET_PDEATHSIG = 1


def die_with_parent(number=signal.SIGTERM):
    """In the child, before it becomes another program: end when the command that started it is gone, however."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, number)


@contextmanager
def started(command, grace=60, **options):
    """`with started([...]) as process:` — whoever leaves early, by Ctrl-C or an error, has the program interrupted once,
    waits until it has cleaned up (pytest: its fixtures, their databases and servers), and kills it after `grace` seconds.
    """
    # A session of its own: Ctrl-C in the terminal reaches the command alone. Two interrupts would break the cleaning off.
    process = subprocess.Popen(
        [str(part) for part in command],
        start_new_session=True,
        preexec_fn=partial(die_with_parent, signal.SIGINT),
        **options,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            try:
                process.communicate(timeout=grace)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        if process.stdout:
            process.stdout.close()
