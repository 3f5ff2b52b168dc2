"""Messages of answers in three languages, and the kinds of small talk that have a reply."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from data.model import LANGUAGES


class SmallTalkKind(StrEnum):
    """The kind of small talk; of a message with several, the first of these.

    ``ABOUT`` asks who answers; ``REPLY`` agrees, refuses or has understood, without a question.
    """

    ABOUT = "about"
    FAREWELL = "farewell"
    THANKS = "thanks"
    GREETING = "greeting"
    REPLY = "reply"


@dataclass(frozen=True, slots=True)
class SmallTalk:
    """Small talk with its language: kk, ru or en."""

    kind: SmallTalkKind
    language: str

    @property
    def message(self) -> str:
        """Return the name of the reply in messages.toml."""
        if self.kind is SmallTalkKind.GREETING:
            return self.kind.value
        return f"small_talk_{self.kind.value}"


def message(name: str, language: str) -> str:
    """Return the message ``name`` of messages.toml in ``language`` (kk, ru or en)."""
    return str(_table()[name][language])


def other_language_messages(code: str, first: str) -> Mapping[str, str]:
    """Return the sentences by language that tell which languages are understood.

    There is one in the language ``code`` if the table has it, else one in each language of
    questions, that in ``first`` at the top.
    """
    sentences: Mapping[str, str] = _table()["other_language"]
    codes = (code,) if code in sentences else dict.fromkeys((first, *LANGUAGES))
    return {each: sentences[each] for each in codes}


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files("qa").joinpath("messages.toml").read_text("utf-8"))
