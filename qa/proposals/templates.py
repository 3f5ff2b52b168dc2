"""Templates of questions around verbatim words of the law."""

import re
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path


class Template(StrEnum):
    """Template of a question, named by the matter that it asks about."""

    HEADING = "heading"
    DEFINITION = "definition"
    POWER = "power"
    RIGHT = "right"
    DUTY = "duty"
    PROHIBITION = "prohibition"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class Patterns:
    """Patterns of one language, searched in lower case (``templates.toml``)."""

    definitions: re.Pattern[str]
    subject: re.Pattern[str]
    not_subject: re.Pattern[str]
    subject_closing: re.Pattern[str]
    power: re.Pattern[str]
    not_power: re.Pattern[str]


def fill_template(template: Template, language: str, words: str) -> str:
    """Return the question of ``template`` in ``language`` (kk, ru, en) around ``words``.

    Its first letter is a capital, also where that is one of the words.
    """
    question = str(_tables()[language][template.value]).replace("{words}", words)
    return question[:1].upper() + question[1:]


@cache
def patterns(language: str) -> Patterns:
    """Return the patterns of ``language`` (kk, ru, en)."""
    table = _tables()[language]["patterns"]
    return Patterns(**{name: re.compile(pattern) for name, pattern in table.items()})


@cache
def _tables() -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads(Path(__file__).with_name("templates.toml").read_text("utf-8"))
