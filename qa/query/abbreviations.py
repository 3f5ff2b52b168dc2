"""Abbreviations with a full stop ("возмещ. расх."), completed with words of the vocabulary."""

import re
import tomllib
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from data.model import LANGUAGES
from qa.query.vocabulary import Vocabulary

_TOKEN = re.compile(r"([^\W_]+)(\.?)")
_ABBREVIATION = re.compile(r"[^\W\d_]{2,9}")
_VOWELS = frozenset("аәеёиіоөуұүыэюяaeiou")
_NEIGHBOUR_WEIGHT = 20.0  # an occurrence beside the same neighbour counts as many others
_NEIGHBOUR_LENGTH = 5  # letters of a neighbour that are compared
_MIN_LETTERS_LEFT_OUT = 2
_MAX_ABBREVIATIONS = 20  # of one text
_MIN_NAME_LENGTH = 5  # letters of a word that only the glossary knows


def expand_abbreviations(text: str, language: str, vocabulary: Vocabulary) -> str:
    """Return ``text`` with its abbreviations completed in ``language``, each to its likeliest word.

    The likeliest word is the most frequent one that begins so, among those beside the same
    neighbours if there are any. A word is an abbreviation if it is unknown, ends in a consonant and
    a full stop, and no sentence ends there. No more than ``_MAX_ABBREVIATIONS`` are completed.
    """
    if "." not in text:
        return text
    tokens = list(_TOKEN.finditer(text))
    marked = [
        index
        for index, token in enumerate(tokens)
        if _is_abbreviated(token, vocabulary) and not _is_beside_number(tokens, index)
    ]
    if not any(_goes_on(text, tokens[index]) for index in marked) and len(marked) < len(tokens):
        return text
    words = [token[1].lower() for token in tokens]
    changed = {
        index: word
        for index in marked[:_MAX_ABBREVIATIONS]
        if (word := _complete(words, index, language, vocabulary)) is not None
    }
    return _replace(text, tokens, changed)


def _replace(text: str, tokens: list[re.Match[str]], changed: Mapping[int, str]) -> str:
    parts: list[str] = []
    done = 0
    for index, word in changed.items():
        parts += (text[done : tokens[index].start()], word)
        done = tokens[index].end()
    return "".join((*parts, text[done:]))


def _is_beside_number(tokens: list[re.Match[str]], index: int) -> bool:
    """Return whether the token belongs to a number, as in "ст. 5" or "10 тыс."."""
    return any(token[1].isdigit() for token in tokens[max(0, index - 1) : index + 2])


def _is_abbreviated(token: re.Match[str], vocabulary: Vocabulary) -> bool:
    word = token[1].lower()
    return (
        bool(token[2])
        and _ABBREVIATION.fullmatch(word) is not None
        and word[-1] not in _VOWELS
        and word not in _kept()
        and not any(_is_word(word, code, vocabulary) for code in LANGUAGES)
    )


def _is_word(word: str, language: str, vocabulary: Vocabulary) -> bool:
    # Short words of the glossary are rarer than abbreviations that are spelled alike ("leg.").
    is_long = len(word) >= _MIN_NAME_LENGTH and vocabulary.contains_word(word, language)
    return is_long or vocabulary.is_usual(word, language)


def _goes_on(text: str, token: re.Match[str]) -> bool:
    """Return whether the sentence continues after the full stop of ``token``."""
    rest = text[token.end() :].lstrip(" ")
    return bool(rest) and not rest[0].isupper() and not rest[0].isdigit()


def _complete(words: list[str], index: int, language: str, vocabulary: Vocabulary) -> str | None:
    prefix = words[index]
    before = words[index - 1] if index else ""
    after = words[index + 1] if index + 1 < len(words) else ""
    scores: defaultdict[str, float] = defaultdict(float)
    for previous, word, following in vocabulary.occurrences(prefix, language):
        if len(word) >= len(prefix) + _MIN_LETTERS_LEFT_OUT:
            beside = _agrees(before, previous) + _agrees(after, following)
            scores[word] += 1 + _NEIGHBOUR_WEIGHT * beside
    return max(scores, key=lambda word: (scores[word], word)) if scores else None


def _agrees(typed: str, found: str) -> bool:
    return len(typed) > 1 and found.startswith(typed[:_NEIGHBOUR_LENGTH])


@cache
def _kept() -> frozenset[str]:
    table = tomllib.loads(files("qa.query").joinpath("abbreviations.toml").read_text("utf-8"))
    return frozenset(table["kept"].split())
