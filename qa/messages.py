"""Messages of answers in three languages, and the kinds of small talk that have a reply."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from data.model import LANGUAGES

_STATED = re.compile(rf"({'|'.join(LANGUAGES)}):\s*(.*)", re.DOTALL)


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


def lines_for(text: str, language: str) -> tuple[str, ...]:
    """Return the lines of an operator's ``text`` for visitors with the interface in ``language``.

    Lines end at a newline or at " | ". One that begins with ``kk:``, ``ru:`` or ``en:`` is for this
    language alone, and is returned without it.
    """
    lines = []
    for line in re.split(r"\n|(?<=\s)\|\s", text):
        stated = _STATED.fullmatch(line.strip())
        if line.strip() and (stated is None or stated[1] == language):
            lines.append(stated[2] if stated else line.strip())
    return tuple(lines)


def other_language_messages(code: str, first: str) -> Mapping[str, str]:
    """Return the sentences by language that say which languages are understood.

    There is one in the language ``code`` if the table has it, else one in each language of
    questions, that in ``first`` at the top.
    """
    sentences: Mapping[str, str] = _table()["other_language"]
    codes = (code,) if code in sentences else dict.fromkeys((first, *LANGUAGES))
    return {each: sentences[each] for each in codes}


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files("qa").joinpath("messages.toml").read_text("utf-8"))
