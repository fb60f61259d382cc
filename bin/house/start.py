"""First steps of every command: a good Python, one clear line for every failure.

This file must be readable by any Python 3, however old: it is what tells the user that theirs is too old.
"""

import os
import shutil
import signal
import sys

OLDEST, NEWEST = (3, 10), (3, 13)


def require_python():
    """Go on with a Python between 3.10 and 3.13, another one on PATH if need be, or end with one line."""
    if OLDEST <= sys.version_info[:2] <= NEWEST:
        return
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        other = shutil.which("python3.%d" % minor)
        if other and not os.environ.get("CRM_EXTENDED_REEXEC"):
            os.environ["CRM_EXTENDED_REEXEC"] = "1"
            os.execv(other, [other] + sys.argv)
    sys.stderr.write(
        "Python %d.%d is not supported: Odoo 19 needs Python 3.10 to 3.13. "
        "Install one of the packages python3.13, python3.12, python3.11 and python3.10 that your release has, and run this "
        "command again.\n" % sys.version_info[:2]
    )
    sys.exit(2)


def stop_on_signals():
    """Let Ctrl-C, a plain kill and a closed terminal all stop the command as Ctrl-C does: it ends what it started."""

    def stop(number, frame):
        # The first one is enough; only another Ctrl-C may break the cleaning up off.
        for other in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(other, signal.SIG_IGN)
        raise KeyboardInterrupt

    # Set by hand: a shell without job control starts background commands deaf to Ctrl-C.
    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # nohup means it
        signal.signal(signal.SIGHUP, stop)


def guarded(main):
    """Run main() -> exit code; turn every failure into one line that says what to do.

    With CRM_EXTENDED_DEBUG=1 the traceback is shown as well.
    """
    from .console import Halt, say_error

    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # a terminal that is not UTF-8 shows ? for our signs
    try:
        stop_on_signals()
        if os.geteuid() == 0:
            os.umask(0o022)  # PostgreSQL runs as somebody else and must be able to enter what root makes
        return main()
    except Halt as halt:
        say_error(str(halt))
        return halt.code
    except KeyboardInterrupt:
        say_error("stopped.")
        return 130
    except BrokenPipeError:
        return 141
    except Exception as error:
        if os.environ.get("CRM_EXTENDED_DEBUG"):
            raise
        say_error("%s: %s (run again with CRM_EXTENDED_DEBUG=1 to see where)" % (type(error).__name__, error))
        return 1
