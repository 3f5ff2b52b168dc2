"""Query rewriting: variants of a question in natural spelling, with their languages.

Abuse is left out first. Variants are the literal text, Kazakh from Latin or Arabic letters, Russian
from Latin letters, words with letters for digits, Kazakh with its own letters restored, and the
text of another keyboard layout, ranked by how well they fit their language. In the best one
abbreviations are completed, slang is replaced by usual words, and spelling is corrected. Every
change is disclosed by :attr:`QueryVariant.repairs`.
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from importlib.resources import files
from operator import attrgetter

from data.corpus import Corpus
from data.glossary import Term
from data.model import LANGUAGES
from data.question_bank import BankQuestion
from embeddings.index.tables import Tables
from qa.query.abbreviations import expand_abbreviations
from qa.query.abuse import remove_abuse
from qa.query.arabic_script import is_kazakh_in_arabic_script, transliterate_arabic
from qa.query.digit_letters import restore_letters
from qa.query.kazakh_grammar import is_kazakh_by_grammar
from qa.query.normalization import CYRILLIC, LATIN
from qa.query.slang import replace_slang, slang_words
from qa.query.spelling import correct_spelling
from qa.query.transliteration import Table, transliterate
from qa.query.vocabulary import Vocabulary, lower_words

_KAZAKH = re.compile(r"[әіңғүұқөһ]", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_DIGIT = re.compile(r"\d")
_LATIN_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*'?")
# Question particles written together with their verb. After a noun -ма is an ending ("анама").
_PARTICLE = re.compile(
    r"(?:(?<=\w{3})(?:ба|бе|па|пе)"
    r"|(?:(?<=й)|(?<=[аей]ды)|(?<=[аей]ді)|(?<=^бар)|(?<=^ала)|(?<=^бола|^бере|^келе|^кете|^кіре))(?:ма|ме))$"
)
_MARGIN = 0.12  # two variants whose scores differ by less are both searched
_MIN_CERTAIN_SCORE = 0.9  # English with this score has no other variant
_MIN_LIKELY_SCORE = 0.75  # Latin text that fits English or Kazakh so well is nothing else
# Shares of the words of English with typing errors, in a message of at least so many.
_MIN_ENGLISH_WORDS, _MIN_ENGLISH, _MIN_NEAR_ENGLISH = 4, 0.5, 0.8
_MIN_TELLING_LENGTH = 4
_CHANGE_PENALTY = 0.12  # subtracted from the score of a changed variant

_score = attrgetter("language_score")


class Repair(StrEnum):
    """A change that leads from typed text to a variant."""

    ABUSE = "abuse left out"
    LATIN_LETTERS = "Kazakh in Latin letters"
    RUSSIAN_LATIN_LETTERS = "Russian in Latin letters"
    ARABIC_LETTERS = "Kazakh in Arabic letters"
    DIGITS = "letters for digits"
    KAZAKH_LETTERS = "Kazakh letters restored"
    KEYBOARD_LAYOUT = "wrong keyboard layout"
    ABBREVIATION = "abbreviation completed"
    SLANG = "slang in usual words"
    SPELLING = "spelling corrected"
    CONTEXT = "searched with the question before"


@dataclass(frozen=True, slots=True)
class QueryVariant:
    """A variant of a question. ``repairs`` name its changes in order, none for literal text."""

    text: str
    language: str
    changed: bool
    language_score: float
    repairs: tuple[Repair, ...] = ()


class QueryRewriter:
    """Query rewriting with the vocabulary of the acts, of the bank and of the glossary."""

    def __init__(
        self,
        corpus: Corpus,
        bank: Sequence[BankQuestion] = (),
        terms: Sequence[Term] = (),
        tables: Tables | None = None,
    ) -> None:
        texts = [(act.language, act.title) for act in corpus.acts]
        for act in corpus.acts:
            for provision in act.provisions:
                texts += [(act.language, provision.text), (act.language, provision.heading)]
        # Words of colloquial questions are slang and not the usual spelling.
        texts += [(each.language, each.question) for each in bank if not each.is_colloquial]
        names = [(code, name) for term in terms for code in LANGUAGES for name in term.names(code)]
        self._vocabulary = Vocabulary(texts, names, slang_words(), tables)

    def prepare(self) -> None:
        """Load the letter models, which only some questions need."""
        for language in LANGUAGES:
            self._vocabulary.letters(language)

    def variants(self, text: str, language: str | None, *, exact: bool) -> tuple[QueryVariant, ...]:
        """Return one variant of ``text``, or the best two if they are close.

        ``text`` is the result of :func:`qa.query.normalization.normalize_input`; ``exact`` keeps it
        literal.
        """
        if exact:
            return literal_variant(text, self._vocabulary, language)
        return rewrite_query(text, self._vocabulary, language)


def rewrite_query(
    text: str, vocabulary: Vocabulary, language: str | None = None
) -> tuple[QueryVariant, ...]:
    """Return one variant of the normalised question, or the best two, best first."""
    polite = remove_abuse(text, vocabulary)
    if polite != text:
        if not _WORD.search(polite):
            return literal_variant(text, vocabulary, language)
        return tuple(
            replace(variant, changed=True, repairs=(Repair.ABUSE, *variant.repairs))
            for variant in _rewrite(polite, vocabulary, language)
        )
    return _rewrite(text, vocabulary, language)


def _rewrite(text: str, vocabulary: Vocabulary, language: str | None) -> tuple[QueryVariant, ...]:
    variants: list[QueryVariant] = []
    spellings = _spellings(text, vocabulary) if _WORD.search(text) else ()
    if language is None and is_kazakh_by_grammar(text, vocabulary):
        language = "kk"
    for spelling, spelling_language, repairs in spellings:
        if language in (None, spelling_language):
            variants.append(_variant(spelling, spelling_language, text, vocabulary, repairs))
            if _is_certain(variants[-1]):
                break
    if not variants:
        return literal_variant(text, vocabulary, language)
    variants.sort(key=_score, reverse=True)
    best, *others = variants
    repaired = _repair_words(best, vocabulary)
    # A repair may be wrong, so the text without it is searched too.
    second = best if repaired.text != best.text else next(iter(others), None)
    if (
        second
        and best.language_score - second.language_score < _MARGIN
        and second.text != repaired.text
    ):
        return repaired, second
    return (repaired,)


def literal_variant(
    text: str, vocabulary: Vocabulary, language: str | None = None
) -> tuple[QueryVariant, ...]:
    """Return the unchanged text in the given language, by default the most likely one."""
    languages = (language,) if language else ("en",) if _is_latin(text) else ("kk", "ru")
    return (max((_variant(text, code, text, vocabulary) for code in languages), key=_score),)


def fix_keyboard_layout(text: str, typed: str, meant: str) -> str:
    """Return ``text`` as the same keys produce it in another layout (us, ru, kk).

    >>> fix_keyboard_layout("gjkbwbz", "us", "ru")
    'полиция'
    """
    return text.casefold().translate(_layout_tables()[typed, meant])


@cache
def _layout_tables() -> dict[tuple[str, str], dict[int, int]]:
    layouts = tomllib.loads(files("qa.query").joinpath("layouts.toml").read_text("utf-8"))
    return {
        (typed, meant): str.maketrans(layouts[typed], layouts[meant])
        for typed, meant in (("us", "ru"), ("us", "kk"), ("ru", "us"), ("kk", "us"))
    }


@cache
def _transliteration_tables() -> dict[str, Table]:
    return tomllib.loads(files("qa.query").joinpath("latin.toml").read_text("utf-8"))


def _variant(
    text: str,
    language: str,
    typed: str,
    vocabulary: Vocabulary,
    repairs: tuple[Repair, ...] = (),
) -> QueryVariant:
    changed = text.casefold() != typed.casefold()
    penalty = _CHANGE_PENALTY if changed else 0.0
    score = vocabulary.language_score(text, language) - penalty
    return QueryVariant(text, language, changed, score, repairs if changed else ())


def _is_latin(text: str) -> bool:
    return len(LATIN.findall(text)) > len(CYRILLIC.findall(text))


def _is_certain(variant: QueryVariant) -> bool:
    is_plain_english = variant.language == "en" and not variant.changed
    return is_plain_english and variant.language_score >= _MIN_CERTAIN_SCORE


def _spellings(text: str, vocabulary: Vocabulary) -> Iterator[tuple[str, str, tuple[Repair, ...]]]:
    """Yield the text, language and repairs of every possible variant."""
    layout = Repair.KEYBOARD_LAYOUT
    if is_kazakh_in_arabic_script(text):
        yield transliterate_arabic(text, vocabulary), "kk", (Repair.ARABIC_LETTERS,)
        return
    if _is_latin(text):
        yield text, "en", ()
        if _is_english(text, vocabulary):
            return
        kazakh = _transliterate_latin(text, "units", "kk", vocabulary)
        yield kazakh, "kk", (Repair.LATIN_LETTERS,)
        if (
            vocabulary.language_score(text, "en") >= _MIN_LIKELY_SCORE
            or vocabulary.language_score(kazakh, "kk") >= _MIN_LIKELY_SCORE + _CHANGE_PENALTY
        ):
            return
        russian = _transliterate_latin(text, "russian", "ru", vocabulary)
        yield russian, "ru", (Repair.RUSSIAN_LATIN_LETTERS,)
        for keys, language in (("ru", "ru"), ("kk", "kk")):
            yield fix_keyboard_layout(text, "us", keys), language, (layout,)
        restored = _restore_kazakh_letters(fix_keyboard_layout(text, "us", "ru"), vocabulary)
        yield restored, "kk", (layout, Repair.KAZAKH_LETTERS)
        return
    kazakh, russian = (
        _restore_digits(text, "kk", vocabulary),
        _restore_digits(text, "ru", vocabulary),
    )
    digits = (Repair.DIGITS,)
    yield from _kazakh_spellings(kazakh, digits if kazakh != text else (), vocabulary)
    yield russian, "ru", digits if russian != text else ()
    yield fix_keyboard_layout(text, "ru", "us"), "en", (layout,)


def _is_english(text: str, vocabulary: Vocabulary) -> bool:
    """Return whether ``text`` is English with typing errors, by its words.

    Half of the words are known, and nearly all are known or one edit away from a known one.
    """
    words = lower_words(text)
    known = sum(vocabulary.contains_word(word, "en") for word in words)
    if len(words) < _MIN_ENGLISH_WORDS or known < _MIN_ENGLISH * len(words):
        return False
    typed = [word for word in words if vocabulary.is_near_word(word, "en")]
    # "On" and "men" alone are words of other languages too.
    is_told = any(len(word) >= _MIN_TELLING_LENGTH for word in typed)
    return is_told and len(typed) >= _MIN_NEAR_ENGLISH * len(words)


def _kazakh_spellings(
    text: str, repairs: tuple[Repair, ...], vocabulary: Vocabulary
) -> Iterator[tuple[str, str, tuple[Repair, ...]]]:
    if _KAZAKH.search(text):
        yield text, "kk", repairs
    else:
        restored = _restore_kazakh_letters(text, vocabulary)
        yield restored, "kk", (*repairs, Repair.KAZAKH_LETTERS) if restored != text else repairs


def _restore_digits(text: str, language: str, vocabulary: Vocabulary) -> str:
    if not _DIGIT.search(text):
        return text
    return restore_letters(text, language, _transliteration_tables()["digits"], vocabulary)


def _transliterate_latin(text: str, table: str, language: str, vocabulary: Vocabulary) -> str:
    units, letters = _transliteration_tables()[table], vocabulary.letters(language)

    def spell(word: str) -> str:
        if CYRILLIC.search(word) or not LATIN.search(word):
            return word
        return transliterate(word, units, letters)[0]

    return _map_words(text, spell, _LATIN_WORD)


def _restore_kazakh_letters(text: str, vocabulary: Vocabulary) -> str:
    def spell(word: str) -> str:
        if vocabulary.contains_word(word, "kk"):
            return word
        if spellings := vocabulary.spellings(word, "kk"):
            return spellings[0]
        if vocabulary.contains_root(word, "ru") or vocabulary.is_russian_with_kazakh_ending(word):
            return word
        table = _transliteration_tables()["folded"]
        return transliterate(word, table, vocabulary.letters("kk"))[0]

    return _map_words(text, spell)


def _repair_words(variant: QueryVariant, vocabulary: Vocabulary) -> QueryVariant:
    """Return the variant with words parted and completed, slang replaced, spelling corrected."""
    text, repairs = variant.text, list(variant.repairs)
    for repair, replace_words in (
        (Repair.SPELLING, _split_particles),
        (Repair.ABBREVIATION, expand_abbreviations),
        (Repair.SLANG, replace_slang),
        (Repair.SPELLING, _correct_words),
    ):
        repaired = replace_words(text, variant.language, vocabulary)
        if repaired != text:
            text = repaired
            if repair not in repairs:
                repairs.append(repair)
    if text == variant.text:
        return variant
    return replace(variant, text=text, changed=True, repairs=tuple(repairs))


def _split_particles(text: str, language: str, vocabulary: Vocabulary) -> str:
    """Return Kazakh ``text`` with question particles apart from known words ("барма", "бар ма")."""
    if language != "kk":
        return text

    def split(word: str) -> str:
        particle = _PARTICLE.search(word)
        if particle is None or vocabulary.contains_word(word, "kk"):
            return word
        asked = word[: particle.start()]
        return f"{asked} {particle[0]}" if vocabulary.contains_word(asked, "kk") else word

    return _map_words(text, split)


def _correct_words(text: str, language: str, vocabulary: Vocabulary) -> str:
    """Return ``text`` with spelling corrected, except for known words of any language."""

    def correct(word: str) -> str:
        if vocabulary.contains_word(word, language) or any(
            vocabulary.contains_word(word, code) for code in vocabulary.counts
        ):
            return word
        if language == "kk" and vocabulary.is_russian_with_kazakh_ending(word):
            return word
        return correct_spelling(word, language, vocabulary)

    return _map_words(text, correct)


def _map_words(text: str, change: Callable[[str], str], word: re.Pattern[str] = _WORD) -> str:
    """Apply ``change`` to each word in lower case; unchanged words keep their case."""

    def substitute(match: re.Match[str]) -> str:
        lower = match[0].lower()
        changed = change(lower)
        return match[0] if changed == lower else changed

    return word.sub(substitute, text)
