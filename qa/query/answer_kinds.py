"""Kinds of answer that a question asks for and that a provision gives: amounts, times, duties.

A question that asks for an amount is seldom answered by a provision without one. The patterns are
in answer_kinds.toml.
"""

import re
import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files

from qa.query.terms import spoken_languages

_MAX_QUESTIONS = 256

Patterns = Mapping[str, Mapping[str, re.Pattern[str]]]
"""Patterns by kind and language."""


@lru_cache(maxsize=_MAX_QUESTIONS)
def asked_kinds(question: str, language: str) -> frozenset[str]:
    """Return the kinds of answer that ``question`` asks for; a Kazakh one may ask in Russian."""
    text = question.lower()
    return frozenset(
        kind
        for kind, patterns in _patterns()["question"].items()
        if any(patterns[one].search(text) for one in spoken_languages(language))
    )


def gives(kind: str, text: str, language: str) -> bool:
    """Return whether the ``text`` of a provision gives an answer of ``kind``.

    Kinds that no provision is recognised by raise KeyError: money, person.
    """
    return _patterns()["provision"][kind][language].search(text.lower()) is not None


@cache
def _patterns() -> Mapping[str, Patterns]:
    table = tomllib.loads(files("qa.query").joinpath("answer_kinds.toml").read_text("utf-8"))
    return {
        side: {
            kind: {code: re.compile(pattern) for code, pattern in patterns.items()}
            for kind, patterns in kinds.items()
        }
        for side, kinds in table.items()
    }
