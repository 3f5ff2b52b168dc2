"""What the first page of a process would wait for, done in the background as a server starts."""

from threading import Event, Thread
from time import perf_counter

from fastapi.templating import Jinja2Templates
from sqlalchemy.orm import configure_mappers


class Warming:
    """Reads the templates and settles the tables, half of the time leaving the processor alone."""

    def __init__(self, templates: Jinja2Templates) -> None:
        """Nothing is done before :meth:`start`."""
        self._templates = templates
        self._closing = Event()
        self._thread = Thread(target=self._run, name="bapta-warming", daemon=True)

    def start(self) -> None:
        """Start the thread, which ends by itself."""
        self._thread.start()

    def close(self) -> None:
        """End it after the template that is being read."""
        self._closing.set()
        self._thread.join()

    def _run(self) -> None:
        configure_mappers()
        for name in self._templates.env.list_templates():
            begun = perf_counter()
            self._templates.get_template(name)
            if self._closing.wait(perf_counter() - begun):
                return
