"""The parts that the pages of training are made of."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from web.training.memories import Memories
from web.training.papers import Papers
from web.training.seal import Sealer
from web.training.shelf import Shelf


class AskedMost(Protocol):
    """What people ask about most."""

    def eids(self, act: str) -> Sequence[str]:
        """The provisions of an act that answers lead to most often, those first; none is known
        where no journal is kept."""


@dataclass(frozen=True, slots=True)
class Training:
    """The decks, what seals the forms, where things are kept, and the clock (time in UTC)."""

    shelf: Shelf
    sealer: Sealer
    memories: Memories
    papers: Papers
    clock: Callable[[], datetime]
    asked_most: AskedMost


class NobodyAsked:
    """Where there is no journal."""

    def eids(self, act: str) -> Sequence[str]:
        """Nothing is known."""
        return ()
