"""Abuse in a question, which takes no part in the search and is not repeated on screen."""

import re
import tomllib
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from itertools import chain

from data.model import LANGUAGES
from qa.query.vocabulary import Vocabulary

_WORD = re.compile(r"[^\W\d_]+(?:[*#@$]+[^\W\d_]*)*")
_KEY_LENGTH = 3  # letters; no stem is shorter
_MASKING = "*#@$"
_SPACE_BEFORE_SIGN = re.compile(r"\s+(?=[,.;:!?])")
_FIRST_SIGNS = re.compile(r"^[\s,.;:!?-]+")


def remove_abuse(text: str, vocabulary: Vocabulary) -> str:
    """Return ``text`` without abuse, also without abuse that is masked by asterisks.

    A word that the vocabulary knows stays.
    """

    def leave_out(match: re.Match[str]) -> str:
        word = match[0].lower()
        if not _is_abuse(word):
            return match[0]
        is_known = any(vocabulary.contains_word(word, language) for language in LANGUAGES)
        return match[0] if is_known else ""

    if not any(_is_abuse(word) for word in _WORD.findall(text.lower())):
        return text
    rest = _WORD.sub(leave_out, text)
    if rest == text:
        return text
    return _FIRST_SIGNS.sub("", _SPACE_BEFORE_SIGN.sub("", " ".join(rest.split())))


def _is_abuse(word: str) -> bool:
    words, stems = _table()
    if word in words or word.startswith(stems.get(word[:_KEY_LENGTH], ())):
        return True
    if word.isalpha():
        return False
    whole = (listed for listed in words if len(listed) == len(word))
    begun = (listed for listed in chain(*stems.values()) if len(listed) <= len(word))
    return any(_fits(word, listed) for listed in chain(whole, begun))


def _fits(masked: str, listed: str) -> bool:
    """Return whether ``masked`` begins with the letters of ``listed``, a sign masking a letter."""
    pairs = zip(masked, listed, strict=False)
    return all(typed == letter or typed in _MASKING for typed, letter in pairs)


@cache
def _table() -> tuple[frozenset[str], Mapping[str, tuple[str, ...]]]:
    """Return the words of abuse.toml, and its stems by their first letters."""
    table = tomllib.loads(files("qa.query").joinpath("abuse.toml").read_text("utf-8"))
    stems: defaultdict[str, tuple[str, ...]] = defaultdict(tuple)
    for stem in table["stems"].split():
        stems[stem[:_KEY_LENGTH]] += (stem,)
    return frozenset(table["words"].split()), dict(stems)
