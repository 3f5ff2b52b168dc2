"""Memory of a server: its threads share few heaps, and nobody looks for garbage at its start.

Warm-up of a server: templates and table mappings that its first page would wait for.
"""

import ctypes
import gc
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from time import perf_counter

from fastapi.templating import Jinja2Templates
from sqlalchemy.orm import configure_mappers

from web.background import FIRST_BACKOFF, BackgroundWorker, Next

# glibc's M_ARENA_MAX. By default it gives threads heaps of their own, up to eight a core, and each
# keeps what its thread once needed: a twentieth of the server's memory.
_ARENA_MAX = -8
_ARENAS = 2


def limit_malloc_arenas() -> bool:
    """Let all threads share two heaps; False where the C library is not glibc."""
    with suppress(AttributeError, OSError, TypeError):
        return bool(ctypes.CDLL(None).mallopt(_ARENA_MAX, _ARENAS))
    return False


@contextmanager
def gc_paused() -> Iterator[None]:
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


class Warmup:
    """Reads the templates and settles the tables, half of the time leaving the processor alone.

    A template that cannot be read is passed by: the page that needs it reports the error.
    """

    def __init__(self, templates: Jinja2Templates, backoff: float = FIRST_BACKOFF) -> None:
        """Do nothing before :meth:`start`; ``backoff`` is the wait after a failure, in seconds."""
        self._templates = templates
        self._names: Iterator[str] | None = None
        self.worker = BackgroundWorker("warming", self._step, backoff=backoff)

    def start(self) -> None:
        """Start the thread, which ends by itself."""
        self.worker.start()

    def close(self, deadline: float | None = None) -> None:
        """End it after the template that is being read."""
        self.worker.close(deadline)

    def _step(self) -> Next:
        begun = perf_counter()
        if self._names is None:
            self._names = iter(self._templates.env.list_templates())
            configure_mappers()
            return Next(0.0)
        name = next(self._names, None)
        if name is None:
            return Next(is_last=True)
        self._templates.get_template(name)
        return Next(perf_counter() - begun)
