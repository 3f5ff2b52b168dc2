"""Slang and acronyms of police and street, replaced by the usual words for the search.

The table (slang.tsv) gives forms in Kazakh, Russian and English with their usual words in each
language. A form is matched by the stems of its words, longest first; a word that the texts have is
usual already. In Kazakh text the endings of a form are stripped. A replacement did better than the
usual words added behind the question.
"""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import NamedTuple

from data.model import LANGUAGES
from qa.query.normalization import fold, fold_word
from qa.query.stemming import kazakh_roots, stem
from qa.query.vocabulary import Vocabulary

_WORD = re.compile(r"[^\W_]+")
_BETWEEN = re.compile(r"[\s./&'-]+")
_HYPHENATED_ENDING = re.compile(r"-[^\W\d_]{2,4}\b")
_EXACT_MARK = "="
_KEPT = "-"
_COLUMNS = 5
_KEY_LENGTH = 4  # letters at the beginning by which words are looked up


@dataclass(frozen=True, slots=True)
class SlangEntry:
    """Forms in ``languages`` with their usual words by language, None to keep a form as it is."""

    languages: tuple[str, ...]
    forms: tuple[str, ...]
    usual: Mapping[str, str] | None


class _Word(NamedTuple):
    text: str  # lower case
    start: int
    end: int


class _Forms(NamedTuple):
    usual: Mapping[str, str | None]  # by exact words ("=a =b") or by stems ("a b")
    sizes: Mapping[str, int]  # words of the longest form by the beginning of its first word
    first: frozenset[str]  # the exact first words of phrases, and their stems


@cache
def slang_entries() -> tuple[SlangEntry, ...]:
    """Return the entries of slang.tsv."""
    text = files("qa.query").joinpath("slang.tsv").read_text("utf-8")
    rows = csv.reader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    return tuple(_entry(row) for row in rows if len(row) == _COLUMNS)


def slang_words() -> Iterator[tuple[str, str]]:
    """Yield the (language, form) pairs of one word, by which a language is recognised.

    A form of Kazakh and Russian is a Russian word that Kazakh uses too.
    """
    for entry in slang_entries():
        language = entry.languages[-1]
        for form in entry.forms:
            word = form.removeprefix(_EXACT_MARK)
            if entry.usual is not None and _WORD.fullmatch(word):
                yield language, word


def replace_slang(text: str, language: str, vocabulary: Vocabulary) -> str:
    """Return ``text`` in ``language`` with slang and acronyms replaced by the usual words."""
    words = [_Word(match[0], *match.span()) for match in _WORD.finditer(text.lower())]
    sizes = _forms(language).sizes
    parts: list[str] = []
    done = start = 0
    while start < len(words):
        size, usual = 1, None
        if longest := _longest_size(words[start].text, sizes):
            size, usual = _longest_match(text, words[start : start + longest], language, vocabulary)
        if usual is not None:
            end = words[start + size - 1].end
            parts += (text[done : words[start].start], usual)
            if language == "kk" and (ending := _HYPHENATED_ENDING.match(text, end)):
                end = ending.end()
            done = end
        start += size
    return "".join((*parts, text[done:]))


def _longest_match(
    text: str, words: Sequence[_Word], language: str, vocabulary: Vocabulary
) -> tuple[int, str | None]:
    """Return the length of the longest form at the start of ``words``, and its usual words."""
    forms = _forms(language)
    usual_words = forms.usual
    folded = fold_word(words[0].text)
    if _EXACT_MARK + folded not in forms.first and stem(folded, language) not in forms.first:
        words = words[:1]
    for size in range(len(words), 0, -1):
        found = words[:size]
        is_possible = (
            _is_phrase(text, found)
            if size > 1
            else not vocabulary.is_usual(found[0].text, language)
        )
        if is_possible:
            for key in _phrases(found, language):
                if key in usual_words:
                    return size, usual_words[key]
    return 1, None


def _longest_size(word: str, sizes: Mapping[str, int]) -> int:
    """Return the length of the longest form that ``word`` may begin; two letters may be a form."""
    return max(sizes.get(word[:4], 0), sizes.get(word[:3], 0), sizes.get(word[:2], 0))


def _is_phrase(text: str, words: Sequence[_Word]) -> bool:
    return all(
        _BETWEEN.fullmatch(text, word.end, following.start) for word, following in pairwise(words)
    )


def _phrases(words: Sequence[_Word], language: str) -> Iterator[str]:
    folded = [fold_word(word.text) for word in words]
    yield " ".join(_EXACT_MARK + word for word in folded)
    if language == "kk" and len(folded) == 1:
        for root in kazakh_roots(folded[0])[1:]:
            yield _EXACT_MARK + root
    yield " ".join(stem(word, language) for word in folded)


@cache
def _forms(language: str) -> _Forms:
    usual_words: dict[str, str | None] = {}
    sizes: dict[str, int] = {}
    for entry in slang_entries():
        if language in entry.languages:
            usual = None if entry.usual is None else entry.usual[language]
            for form in entry.forms:
                words = _WORD.findall(fold(form))
                usual_words.setdefault(" ".join(_EXACT_MARK + word for word in words), usual)
                if not form.startswith(_EXACT_MARK):
                    stems = " ".join(stem(word, language) for word in words)
                    usual_words.setdefault(stems, usual)
                beginnings = (words[0], _WORD.findall(form)[0], stem(words[0], language))
                for key in (beginning[:_KEY_LENGTH] for beginning in beginnings):
                    sizes[key] = max(sizes.get(key, 0), len(words))
    phrases = (form.split(" ") for form in usual_words if " " in form)
    return _Forms(usual_words, sizes, frozenset(words[0] for words in phrases))


def _entry(row: Sequence[str]) -> SlangEntry:
    languages, forms, *usual = row
    return SlangEntry(
        tuple(languages.split()),
        tuple(form.strip() for form in forms.split(";")),
        None if usual[0] == _KEPT else dict(zip(LANGUAGES, usual, strict=True)),
    )
