"""Training targets of a text: the passages that it means, in each version of an act."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from embeddings.encoder import FloatMatrix, FloatVector


@dataclass(frozen=True, slots=True)
class Target:
    """The passages of one version of an act: ``rows`` of all passages, of which ``gold`` are meant.

    ``gold`` gives the name of each provision by row; a provision has the same name in each version.
    Of the other rows all are wrong but those of ``neutral``.
    """

    language: str
    rows: range
    gold: Mapping[int, str]
    neutral: frozenset[int]


@dataclass(frozen=True, slots=True)
class Example:
    """A text in its language with its target in each version of the act."""

    text: str
    language: str
    targets: tuple[Target, ...]


@dataclass(frozen=True, slots=True)
class Centring:
    """The vectors that are subtracted from those of questions before a search.

    ``shifts`` returns them by language from the vectors (n, d) of ``texts``.
    """

    texts: Sequence[str]
    shifts: Callable[[FloatMatrix], Mapping[str, FloatVector]]
