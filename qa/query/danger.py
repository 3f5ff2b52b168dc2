"""Recognition of messages that speak of danger now, by the rules of danger.toml.

A phrase of a rule is found where its words are close together in one sentence, in any order. It
does not count where the sentence asks about the law in general, supposes, or tells of the past,
unless another word says that help is needed now. Words are compared by their sound keys, long ones
with one typing error allowed.
"""

import re
import tomllib
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from itertools import pairwise

from qa.notice import DangerKind
from qa.query.normalization import normalize_input
from qa.query.sound_key import sound_keys
from qa.query.word_lists import MIN_FUZZY_LENGTH, RuleWord, WordLists

_SENTENCE = re.compile(r"[^.!?…;\n]+[.!?…;\n]*")
_WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*'?")
# "ұрып-соғып" is two words and "someone's" begins with one; "кто-то" is a word of the rules.
_PART = re.compile(r"-|'(?:s|m|re|ve|ll|d)$", re.IGNORECASE)
# Words between those of a phrase.
_MAX_GAP = 6
# A call for help with nothing else in it is no longer than this.
_MAX_CALL_WORDS = 6
# These are as urgent when they began yesterday.
_LASTING = frozenset(
    {DangerKind.MISSING, DangerKind.STALKING, DangerKind.SUICIDE, DangerKind.THREAT}
)


@dataclass(frozen=True, slots=True)
class _Cues:
    """Lists of words of one language that make a phrase general, supposed, past or urgent.

    ``recent`` makes the past a moment ago; ``own`` are words for the writer and the family.
    """

    police: int
    general: int
    condition: int
    past: int
    recent: int
    urgent: int
    own: int


class _Certainty(StrEnum):
    """Lists of the phrases of a kind, by how surely they speak of danger now."""

    ATTACK = "attack"
    CERTAIN = "certain"
    FEAR = "fear"
    LIKELY = "likely"


@dataclass(frozen=True, slots=True)
class _Phrase:
    """Lists of words of which one each are close together, and lists that exclude them."""

    kind: DangerKind
    parts: tuple[int, ...]
    certainty: _Certainty
    cues: _Cues
    silenced_by: int
    unless_urgent: int


@dataclass(frozen=True, slots=True)
class _Rules:
    """The phrases in order; ``begun_by`` has the places of those with a list as the first part."""

    lexicon: WordLists
    phrases: tuple[_Phrase, ...]
    begun_by: Mapping[int, Sequence[int]]
    calls: int
    beside_calls: int
    custody: int
    law: re.Pattern[str]
    advice: re.Pattern[str]


class _Sentence:
    """The places of the words of a sentence, by the number of the list that has the word."""

    def __init__(self, text: str) -> None:
        words = _WORD.findall(normalize_input(text))
        self.size = len(words)
        self.is_question = "?" in text
        self._lists = [_lists_of(word) or _lists_of_parts(word) for word in words]

    @cached_property
    def _places(self) -> Mapping[int, Sequence[int]]:
        places: dict[int, list[int]] = {}
        for place, numbers in enumerate(self._lists):
            for number in numbers:
                places.setdefault(number, []).append(place)
        return places

    def count(self, number: int) -> int:
        """Return how many words of the list ``number`` there are."""
        return len(self._places.get(number, ()))

    def has_phrase(self, parts: Sequence[int]) -> bool:
        """Return whether a word of each list is within a few words of the others."""
        if not all(part in self._places for part in parts):
            return False
        places = [self._places[part] for part in parts]
        span = len(parts) + _MAX_GAP
        return any(
            all(_is_within(each, start, start + span) for each in places)
            for start in {place for each in places for place in each}
        )

    @property
    def numbers(self) -> frozenset[int]:
        """Return the numbers of the lists that have a word of the sentence."""
        return frozenset().union(*self._lists)


@dataclass(frozen=True, slots=True)
class _Message:
    """The sentences of a message, alone and in pairs."""

    sentences: tuple[_Sentence, ...]
    asks_about_law: bool
    is_about_police: bool


def _is_within(places: Sequence[int], start: int, end: int) -> bool:
    """Return whether one of the ascending ``places`` is in ``start`` to ``end``, exclusive."""
    first = bisect_left(places, start)
    return first < len(places) and places[first] < end


def danger_kind(texts: Sequence[str]) -> DangerKind | None:
    """Return the kind of danger that a message speaks of, None for any other message.

    ``texts`` are the message as typed and as corrected; one of them is enough.
    """
    rules = _rules()
    for text in texts:
        parts = _SENTENCE.findall(text)
        read = {part: _Sentence(part) for part in parts}
        kind = _spoken_of(text, parts, read, rules)
        if kind is not None:
            return kind
        is_short = sum(read[part].size for part in parts) <= _MAX_CALL_WORDS
        if is_short and _is_call(read.get(text) or _Sentence(text), rules):
            return DangerKind.DISTRESS
    return None


def _spoken_of(
    text: str, parts: Sequence[str], read: Mapping[str, _Sentence], rules: _Rules
) -> DangerKind | None:
    """Return the kind of the first phrase in ``parts`` of ``text`` that speaks of danger now."""
    numbers = frozenset().union(*(sentence.numbers for sentence in read.values()))
    begun = [place for number in numbers for place in rules.begun_by.get(number, ())]
    possible = [place for place in begun if numbers.issuperset(rules.phrases[place].parts)]
    # Few messages have the words of a phrase at all.
    if not possible:
        return None
    # "My son left for school. He never arrived."
    pairs = (f"{first} {second}" for first, second in pairwise(parts))
    sentences = [*read.values(), *map(_Sentence, dict.fromkeys(pairs))]
    # A long message has hundreds of sentences, and most have no word of a phrase.
    holders: dict[int, list[_Sentence]] = {}
    for sentence in sentences:
        for number in sentence.numbers:
            holders.setdefault(number, []).append(sentence)
    found = (
        (rules.phrases[place], sentence)
        for place in sorted(possible)
        for sentence in holders[rules.phrases[place].parts[0]]
        if sentence.has_phrase(rules.phrases[place].parts)
    )
    message: _Message | None = None
    for phrase, sentence in found:
        message = message or _read_message(text, sentences, rules)
        if _counts(phrase, sentence, message):
            return phrase.kind
    return None


def _read_message(text: str, sentences: Sequence[_Sentence], rules: _Rules) -> _Message:
    return _Message(
        tuple(sentences),
        asks_about_law=_asks_about_law(text, rules),
        is_about_police=any(sentence.count(rules.custody) for sentence in sentences),
    )


def _asks_about_law(text: str, rules: _Rules) -> bool:
    """Return whether a message asks about the law, and not only for advice in danger."""
    lower = text.lower().replace("\u2019", "'")
    return not rules.advice.search(lower) and ("?" in text or bool(rules.law.search(lower)))


def _counts(phrase: _Phrase, sentence: _Sentence, message: _Message) -> bool:
    """Return whether a phrase of ``sentence`` speaks of danger now."""
    cues, certainty = phrase.cues, phrase.certainty
    if sentence.count(phrase.silenced_by):
        return False
    if any(each.count(cues.urgent) for each in message.sentences):
        return True
    if sentence.count(phrase.unless_urgent):
        return False
    is_past = sentence.count(cues.past) and not sentence.count(cues.recent)
    if is_past and phrase.kind not in _LASTING:
        return False
    is_supposed = sentence.count(cues.condition)
    is_general = sentence.count(cues.general) or sentence.count(cues.police)
    if certainty is _Certainty.LIKELY:
        is_silent = is_general or is_supposed or sentence.is_question or message.asks_about_law
        return not is_silent
    # An attack and thoughts of suicide are not silenced by a question about the law.
    is_lasting = certainty is _Certainty.ATTACK or phrase.kind is DangerKind.SUICIDE
    if message.asks_about_law and (message.is_about_police or not is_lasting):
        return False
    if certainty is _Certainty.FEAR and message.is_about_police:
        return False
    return not is_general or bool(sentence.count(cues.own) and not is_supposed)


def _is_call(message: _Sentence, rules: _Rules) -> bool:
    """Return whether a message is a call for help and nothing more."""
    is_short = 0 < message.size <= _MAX_CALL_WORDS
    known = message.count(rules.beside_calls)
    return is_short and known == message.size and message.count(rules.calls) > 0


def _lists_of_parts(word: str) -> frozenset[int]:
    """Return the numbers of the lists of words that the parts of ``word`` match."""
    return frozenset().union(*(_lists_of(part) for part in _PART.split(word)))


@lru_cache(maxsize=20_000)
def _lists_of(word: str) -> frozenset[int]:
    """Return the numbers of the lists of words that the typed ``word`` matches."""
    lexicon = _rules().lexicon
    return frozenset().union(*(lexicon.lists_of(key) for key in sound_keys(word) if key))


@cache
def _rules() -> _Rules:
    table = tomllib.loads(files("qa.query").joinpath("danger.toml").read_text("utf-8"))
    groups = {name: _read_words(words, {}) for name, words in table["groups"].items()}
    lexicon = WordLists()

    # Every phrase of a language has the same lists of words that silence it.
    @cache
    def number(text: str, *, is_exact: bool = False) -> int:
        words = _read_words(text, groups)
        return lexicon.number(
            tuple(one._replace(is_fuzzy=False) for one in words) if is_exact else words
        )

    cues = {
        language: _Cues(**{name: number(words, is_exact=True) for name, words in lists.items()})
        for language, lists in table["cues"].items()
    }
    phrases = [
        _Phrase(
            kind,
            tuple(number(part.replace("|", " ")) for part in phrase.split()),
            certainty,
            cues[language],
            number(lists.get("silenced_by", ""), is_exact=True),
            number(lists.get("unless_urgent", ""), is_exact=True),
        )
        # The order of the kinds decides where a message speaks of two.
        for kind in DangerKind
        for language, lists in table[kind.value].items()
        for certainty in _Certainty
        for phrase in lists.get(certainty.value, ())
    ]
    calls = table["calls"]
    beside = f"{calls['words']} {calls['beside']}"
    begun_by: dict[int, list[int]] = {}
    for place, phrase in enumerate(phrases):
        begun_by.setdefault(phrase.parts[0], []).append(place)
    asking = {name: re.compile("|".join(each)) for name, each in table["asking"].items()}
    return _Rules(
        lexicon,
        tuple(phrases),
        begun_by,
        number(calls["words"]),
        number(beside),
        number("@custody", is_exact=True),
        asking["law"],
        asking["advice"],
    )


def _read_words(text: str, groups: Mapping[str, tuple[RuleWord, ...]]) -> tuple[RuleWord, ...]:
    """Return the words of a rule: ``stem*``, ``@group``, and ``word!`` that forgives no error."""
    words: list[RuleWord] = []
    for item in text.split():
        if item.startswith("@"):
            words += groups[item[1:]]
            continue
        for key in sound_keys(item.rstrip("*!")):
            is_stem = "*" in item
            is_long = len(key) >= MIN_FUZZY_LENGTH + is_stem
            words.append(RuleWord(key, is_stem, is_long and not item.endswith("!")))
    return tuple(words)
