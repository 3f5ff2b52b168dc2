"""Inputs of the training: the recipe, and texts with the passages that they mean."""

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
class Wording:
    """One wording of a matter, for the adaptation of questions.

    ``teachers`` are the numbers of the wordings whose mean vector it should have, which may be
    itself. All wordings of a matter have the same.
    ``example`` has the passages that it means, if they are known.
    """

    text: str
    language: str
    teachers: tuple[int, ...]
    example: Example | None = None


@dataclass(frozen=True, slots=True)
class Centring:
    """The vectors that are subtracted from those of questions before a search.

    ``shifts`` returns them by language from the vectors (n, d) of ``texts``.
    """

    texts: Sequence[str]
    shifts: Callable[[FloatMatrix], Mapping[str, FloatVector]]


@dataclass(frozen=True, slots=True)
class Recipe:
    """Sizes and rates of the training; ``name`` is stored in the delta.

    A batch has ``batch`` texts with ``negatives`` near passages each. ``anchor`` is the weight of
    one minus the cosine to the original vector, of texts and of passages, or to the mean vector of
    other wordings where passages are fixed. ``cross`` is the share of texts whose target is in
    another language, if there is such a target. Of a text ``question_tokens`` are read, of a
    passage ``passage_tokens``. The vectors of centring are computed anew every ``centring`` steps.
    The learned changes are scaled by ``scale``; ``passage_weight`` is that of the contrast with
    passages.
    """

    name: str = "contrastive-2"
    rank: int = 16
    epochs: int = 1
    batch: int = 64
    negatives: int = 1
    question_tokens: int = 40
    passage_tokens: int = 128
    temperature: float = 0.04
    anchor: float = 5.0
    cross: float = 0.5
    rate: float = 1e-3
    warm_up: float = 0.06
    clip: float = 1.0
    centring: int = 25
    scale: float = 0.8
    passage_weight: float = 1.0
    seed: int = 3


QUESTION_RECIPE = Recipe(
    name="wordings-1", epochs=2, negatives=2, rate=4e-4, scale=0.7, passage_weight=0.5
)
"""The recipe of the adaptation of questions alone."""
