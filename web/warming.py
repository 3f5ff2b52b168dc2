"""Warm-up of a server: templates and table mappings that its first page would wait for."""

from collections.abc import Iterator
from time import perf_counter

from fastapi.templating import Jinja2Templates
from sqlalchemy.orm import configure_mappers

from web.background import FIRST_BACKOFF, BackgroundWorker, Next


class Warming:
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
