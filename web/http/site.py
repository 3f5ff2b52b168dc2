"""Application state: the core that every page needs, and the registry of installed features."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, Protocol, TypeVar, cast, runtime_checkable

from fastapi import Depends, Request
from starlette.templating import Jinja2Templates

from data.corpus import Corpus
from qa.answerer import Answering
from web.http.admission import AdmissionQueue
from web.http.assets import Assets
from web.http.rate_limit import RateLimiter
from web.http.translations import Translations
from web.settings import Settings
from web.storage.database import Database

Feature = TypeVar("Feature")


@runtime_checkable
class Reloading(Protocol):
    """An answerer that a hot reload replaces."""

    @property
    def current(self) -> Answering:
        """Return the answerer of this moment, which no reload changes."""
        ...


class Features:
    """Values of the installed features by their type, and their names for templates."""

    def __init__(self) -> None:
        self._values: dict[type[Any], object] = {}
        self.names: set[str] = set()

    def add(self, value: object, name: str = "") -> None:
        """Install ``value``; templates find ``name`` in ``features``."""
        self._values[type(value)] = value
        if name:
            self.names.add(name)

    def find(self, kind: type[Feature]) -> Feature | None:
        """Return the feature of the type ``kind``, None where it is not installed."""
        return cast(Feature | None, self._values.get(kind))

    def get(self, kind: type[Feature]) -> Feature:
        """Return the feature of the type ``kind``, which is installed."""
        return cast(Feature, self._values[kind])


@dataclass(frozen=True, slots=True)
class AppState:
    """The core that every page needs. ``features`` is shared by all copies of the state."""

    answerer: Answering
    settings: Settings
    wording: Mapping[str, Translations]
    assets: Assets
    templates: Jinja2Templates
    limiter: RateLimiter
    queue: AdmissionQueue
    database: Database
    features: Features = field(default_factory=Features)

    @property
    def corpus(self) -> Corpus:
        return self.answerer.corpus

    @property
    def edition(self) -> str:
        """Return what stored turns depend on: the digest of the acts and of the style sheet."""
        return f"{self.corpus.digest[:12]}-{self.assets.files['bapta.css'].digest[:8]}"

    def pinned(self) -> "AppState":
        """Return the state with the answerer of this moment, which no hot reload changes."""
        if isinstance(self.answerer, Reloading):
            return replace(self, answerer=self.answerer.current)
        return self


def state_of(request: Request) -> AppState:
    """Return the state of the application; one request sees one corpus to its end."""
    state = request.state
    if not hasattr(state, "site"):
        state.site = cast(AppState, request.app.state.site).pinned()
    return cast(AppState, state.site)


StateOf = Annotated[AppState, Depends(state_of)]
