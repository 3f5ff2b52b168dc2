"""Children that die by SIGKILL at a chosen operation on files."""

import os
import signal
import sys
from collections.abc import Callable, Collection


def dies_at(
    moment: int, work: Callable[[], object], events: Collection[str] = frozenset({"os.rename"})
) -> bool:
    """Do ``work`` in a child that dies before its ``moment``-th event; return whether it died.

    ``events`` are names of audit events of the interpreter. A child whose work raises fails too.
    """
    child = os.fork()
    if child == 0:
        seen = 0

        def watch(event: str, _: tuple[object, ...]) -> None:
            nonlocal seen
            if event in events:
                seen += 1
                if seen == moment:
                    os.kill(os.getpid(), signal.SIGKILL)

        status = 1
        sys.addaudithook(watch)
        try:
            work()
            status = 0
        finally:
            os._exit(status)
    ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert ended in {0, -signal.SIGKILL}
    return ended != 0
