"""Start-up of a server: memory settings, warm-up, and the start of hot reload."""

import ctypes
from collections.abc import Iterator
from contextlib import suppress
from time import perf_counter

from fastapi.templating import Jinja2Templates
from sqlalchemy.orm import configure_mappers

from web.background import FIRST_BACKOFF, BackgroundWorker, Lifecycle, Next
from web.http.site import AppState
from web.runtime.live_answerer import ReloadingAnswerer

# M_ARENA_MAX of glibc. By default threads get up to eight arenas for each core, and each arena
# retains the peak of its threads: about 5 % of the server's memory.
_ARENA_MAX = -8
_ARENAS = 2
# The first questions are answered meanwhile: people and the probe wait for them, not for pages.
_WARM_UP_DELAY = 1.0


def limit_malloc_arenas() -> bool:
    """Limit malloc to two arenas for all threads; return False if the C library is not glibc."""
    with suppress(AttributeError, OSError, TypeError):
        return bool(ctypes.CDLL(None).mallopt(_ARENA_MAX, _ARENAS))
    return False


class Warmup:
    """Background compilation of templates and ORM mappings at a 50 % duty cycle.

    A template that cannot be compiled is skipped: the page that needs it reports the error.
    """

    def __init__(
        self,
        templates: Jinja2Templates,
        backoff: float = FIRST_BACKOFF,
        delay: float = _WARM_UP_DELAY,
    ) -> None:
        """Do nothing before :meth:`start`, and for ``delay`` seconds after it.

        ``backoff`` is the wait after a failure, in seconds.
        """
        self._templates = templates
        self._delay = delay
        self._names: Iterator[str] | None = None
        self._has_mappers = False
        self.worker = BackgroundWorker("warming", self._step, backoff=backoff)

    def complete(self) -> None:
        """Compile everything at once; the worker then finds nothing to do."""
        while not self._step().is_last:
            pass

    def start(self) -> None:
        self.worker.start()

    def close(self, deadline: float | None = None) -> None:
        self.worker.close(deadline)

    def _step(self) -> Next:
        begun = perf_counter()
        if self._names is None:
            self._names = iter(self._templates.env.list_templates())
            return Next(self._delay)
        if not self._has_mappers:
            # Tried once: what is wrong shows at the first query.
            self._has_mappers = True
            configure_mappers()
        name = next(self._names, None)
        if name is None:
            return Next(is_last=True)
        self._templates.get_template(name)
        return Next(perf_counter() - begun)


def install_startup(site: AppState) -> None:
    """Install the warm-up, and the worker of hot reload where the answerer has one."""
    lifecycle = site.features.get(Lifecycle)
    warmup = Warmup(site.templates)
    site.features.add(warmup)
    lifecycle.add(warmup, warmup.worker, start=warmup.start)
    if isinstance(site.answerer, ReloadingAnswerer):
        lifecycle.add(site.answerer, site.answerer.worker)
