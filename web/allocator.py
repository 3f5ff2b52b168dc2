"""Memory of a server: its threads share few heaps, and nobody looks for garbage at its start."""

import ctypes
import gc
from collections.abc import Iterator
from contextlib import contextmanager, suppress

# glibc's M_ARENA_MAX. By default it gives threads heaps of their own, up to eight a core, and each
# keeps what its thread once needed: a twentieth of the server's memory.
_ARENA_MAX = -8
_ARENAS = 2


def share_heaps() -> bool:
    """Let all threads share two heaps; False where the C library is not glibc."""
    with suppress(AttributeError, OSError, TypeError):
        return bool(ctypes.CDLL(None).mallopt(_ARENA_MAX, _ARENAS))
    return False


@contextmanager
def nothing_collected() -> Iterator[None]:
    """Do not look for cycles of objects that nobody holds while a server loads what it keeps.

    The collector would go through all of it again and again, for a sixth of the start.
    """
    gc.disable()
    try:
        yield
    finally:
        # What was made meanwhile counts as old at once, else the first question would wait for it.
        gc.freeze()
        gc.unfreeze()
        gc.enable()
