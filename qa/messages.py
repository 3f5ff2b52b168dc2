"""What Bapta says of its own: the messages of an answer without passages, and to a greeting."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from qa.fold import words_of

# A greeting is short; "hello, when may the police shoot" asks something.
_MOST_WORDS = 4


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files("qa").joinpath("messages.toml").read_text("utf-8"))


def message(name: str, language: str) -> str:
    """The message ``name`` (out_of_scope, no_such_provision, greeting) in kk, ru or en."""
    return str(_table()[name][language])


def greeting_language(text: str) -> str | None:
    """The language of a text that only greets or thanks; None where it says anything else."""
    words = words_of(text)
    if not words or len(words) > _MOST_WORDS:
        return None
    said = " ".join(words)
    for language, greetings in _greetings().items():
        if said in greetings:
            return language
    return None


@cache
def _greetings() -> dict[str, frozenset[str]]:
    greetings = _table()["greetings"]
    return {
        language: frozenset(" ".join(words_of(one)) for one in greetings[language])
        for language in greetings
    }
