"""Typical questions: ordinary ones on many matters, for what all questions of a language share."""

import tomllib
from importlib.resources import files


def typical_questions() -> tuple[tuple[str, str], ...]:
    """(language, question) pairs of typical_questions.toml."""
    table = tomllib.loads(files("qa").joinpath("typical_questions.toml").read_text("utf-8"))
    return tuple((language, text) for language, texts in table.items() for text in texts)
