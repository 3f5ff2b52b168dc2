"""What Bapta says of its own: the messages of an answer without passages, and to a greeting."""

import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from qa.query.normalization import split_words

# Greetings are short; "hello, when may the police shoot" asks something.
_MAX_WORDS = 8


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files("qa").joinpath("messages.toml").read_text("utf-8"))


def message(name: str, language: str) -> str:
    """The message ``name`` (out_of_scope, no_such_provision, greeting) in kk, ru or en."""
    return str(_table()[name][language])


def greeting_language(text: str) -> str | None:
    """The language of a text that only greets or thanks; None where it says anything else.

    Several greetings in one text are one: "спасибо большое, до свидания".
    """
    words = split_words(text)
    if not words or len(words) > _MAX_WORDS:
        return None
    for language, greetings in _greetings().items():
        if _is_made_of(words, greetings):
            return language
    return None


def _is_made_of(words: Sequence[str], greetings: frozenset[str]) -> bool:
    """Whether ``words`` are greetings one after another."""
    return not words or any(
        " ".join(words[:size]) in greetings and _is_made_of(words[size:], greetings)
        for size in range(1, len(words) + 1)
    )


@cache
def _greetings() -> dict[str, frozenset[str]]:
    greetings = _table()["greetings"]
    return {
        language: frozenset(" ".join(split_words(one)) for one in greetings[language])
        for language in greetings
    }
