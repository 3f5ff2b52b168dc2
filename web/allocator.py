"""Memory of a server: one that answers from many threads shares few heaps among them."""

import ctypes
from contextlib import suppress

# glibc's M_ARENA_MAX. By default it gives threads heaps of their own, up to eight a core, and each
# keeps what its thread once needed: a twentieth of the server's memory.
_ARENA_MAX = -8
_ARENAS = 2


def share_heaps() -> bool:
    """Let all threads share two heaps; False where the C library is not glibc."""
    with suppress(AttributeError, OSError, TypeError):
        return bool(ctypes.CDLL(None).mallopt(_ARENA_MAX, _ARENAS))
    return False
