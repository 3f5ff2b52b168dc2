"""The parts of the method that an evaluation may leave out, to tell what each is worth."""

from collections.abc import Collection
from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING

# The command names the parts in its help, which loads no numpy.
if TYPE_CHECKING:
    from qa.retrieval.fusion import Weights


class Part(StrEnum):
    """What can be left out. A channel that is left out has no weight in the ranking; the rule of
    refusal still looks at it.
    """

    BANK = "bank"
    GLOSSARY = "glossary"
    DENSE = "dense"
    LEXICAL = "lexical"
    ASKED_DENSE = "asked_dense"
    ASKED_LEXICAL = "asked_lexical"
    REPAIR = "repair"
    REFERENCES = "references"


def weights_without(weights: "Weights", without: Collection[Part]) -> "Weights":
    """Return ``weights`` with nothing for the channels that are left out."""
    from qa.retrieval.scorer import CHANNELS

    return replace(weights, **{part.value: 0.0 for part in without if part.value in CHANNELS})
