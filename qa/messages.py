"""Messages of answers without passages, and the recognition of greetings."""

import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from qa.query.normalization import split_words

# "Hello, when may the police shoot?" is a question, so a longer text is no greeting.
_MAX_WORDS = 8


def message(name: str, language: str) -> str:
    """Return the message ``name`` of messages.toml in ``language`` (kk, ru or en)."""
    return str(_table()[name][language])


def greeting_language(text: str) -> str | None:
    """Return the language of a text that only greets or thanks, else None.

    A greeting may be made of several: "спасибо большое, до свидания".
    """
    words = split_words(text)
    if not words or len(words) > _MAX_WORDS:
        return None
    for language, greetings in _greetings().items():
        if _consists_of(words, greetings):
            return language
    return None


def _consists_of(words: Sequence[str], greetings: frozenset[str]) -> bool:
    return not words or any(
        " ".join(words[:size]) in greetings and _consists_of(words[size:], greetings)
        for size in range(1, len(words) + 1)
    )


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files("qa").joinpath("messages.toml").read_text("utf-8"))


@cache
def _greetings() -> dict[str, frozenset[str]]:
    return {
        language: frozenset(" ".join(split_words(greeting)) for greeting in greetings)
        for language, greetings in _table()["greetings"].items()
    }
