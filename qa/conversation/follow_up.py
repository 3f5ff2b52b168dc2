"""Follow-ups: short messages that lean on the question before, and their search with it.

A message that leans is ranked by its own words and by those of the question before together. The
two rankings are added; the neighbours of the provision that was the answer are preferred.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import IntEnum
from functools import cache

from data.corpus import Corpus
from data.eid import parent_of
from data.errors import UnknownActError
from qa.abstention import AbstentionDecision
from qa.answer import ContextTurn, Question, Reason, Status
from qa.conversation.phrases import (
    Phrase,
    Word,
    phrase_table,
    read_phrase,
    read_phrases,
    read_words,
)
from qa.conversation.small_talk import small_talk, without_small_talk
from qa.decision import Decision, without_certainty
from qa.query.normalization import fold_word, normalize_input
from qa.query.stemming import kazakh_roots
from qa.query.vocabulary import everyday_words
from qa.retrieval.ranker import Ranking

MAX_EARLIER_LENGTH = 300
"""Characters of the earlier question that are searched again; its end has the question."""

# The most words of its own in a message that leans, by what makes it lean.
_MAX_MARKED, _MAX_REFERRING, _MAX_SHORT = 5, 3, 3
_MAX_WORDS = 12
# The least words of its own in a question that names a person or body, by which it is whole: a
# subject, a verb and an object.
_MIN_WHOLE = 3
# The weight of the ranking of both questions together; that of the message alone has 1. A message
# with no matter of its own is ranked by both alike.
_JOINED_WEIGHT, _BARE_WEIGHT = 0.8, 1.2
# In log odds, for a neighbour of the provision before: at most so many places from it.
_NEIGHBOUR_BONUS = 2.0
_MAX_NEIGHBOUR_DISTANCE = 3
# The least confidences at which a message that finds nothing alone is a follow-up, not a question
# outside the law: of itself where it is short, marked or refers to something, of both together.
# They hold for the abstention model that counts words: a marked message is mostly short. One that
# is so likely of itself needs no likely joined search ("а скорую тоже?").
_MIN_SHORT, _MIN_MARKED, _MIN_REFERRING, _MIN_JOINED = 0.1, 0.008, 0.008, 0.3
_ENOUGH_ALONE = 0.3
# The confidence of an answer to a short message alone that makes it a question of its own.
_SURE_SHORT = 0.85


class Leaning(IntEnum):
    """Degree to which a message leans on the one before, judged by its words.

    ``REFERRING`` has a word for something said before; ``BARE`` has no matter of its own.
    """

    NONE = 0
    SHORT = 1
    MARKED = 2
    REFERRING = 3
    BARE = 4


def leaning(text: str) -> Leaning:
    """Return how far the normalised ``text`` leans on a question before."""
    words = read_words(without_small_talk(text))
    keys = tuple(word.key for word in words)
    if not 0 < len(keys) <= _MAX_WORDS:
        return Leaning.NONE
    is_english = _is_english(words)
    marks = _marks(is_english)
    opening = _opening(words)
    own_words = [word for word in words[opening:] if word.key not in _everyday(is_english)]
    own = [word.key for word in own_words]
    adds = any((word.key,) in marks["adding"] for word in words if not _is_preposition(word))
    is_marked = _has_mark(words) or (len(own) <= _MAX_REFERRING and adds)
    if all(_is_bare(word, marks) for word in own_words):
        return Leaning.BARE
    if len(own) <= _MAX_REFERRING and any((key,) in marks["reference"] for key in keys):
        return Leaning.REFERRING
    if is_marked and len(own) <= _MAX_MARKED:
        return Leaning.MARKED
    # Key words alone, "uniform" or "dollar rate", are a question of their own.
    is_short = len(own) <= _MAX_SHORT and len(own) < len(keys)
    return Leaning.SHORT if is_short and not _is_whole(own) else Leaning.NONE


def _is_elliptical(kind: Leaning, text: str) -> bool:
    """Return whether ``text``, which leans so far, is by its form no question on its own."""
    if kind is Leaning.BARE:
        return True
    return kind > Leaning.SHORT and _has_mark(read_words(without_small_talk(text)))


def _has_mark(words: Sequence[Word]) -> bool:
    """Return whether a mark of follow-ups is at the beginning or the end."""
    keys = tuple(word.key for word in words)
    marks = _marks(_is_english(words))
    closes = any(keys[-len(mark) :] == mark for mark in marks["closing"])
    return _opening(words) > 0 or (closes and not _is_preposition(words[-1]))


def _opening(words: Sequence[Word]) -> int:
    """Return how many words are a mark at the beginning."""
    keys = tuple(word.key for word in words)
    marks = _marks(_is_english(words))["opening"]
    return max((len(mark) for mark in marks if keys[: len(mark)] == mark), default=0)


def _is_english(words: Sequence[Word]) -> bool:
    """Return whether ``words`` are English and not Kazakh or Russian in Latin letters.

    By their sounds the English "on", "no", "all" and "she" are "он", "но", "ал" and "ше", so only
    words of one side alone count.
    """
    if not all(word.text.isascii() for word in words):
        return False
    english, others = _english(), _cyrillic_keys()
    told = sum(word.text in english and word.key not in others for word in words)
    return told > sum(word.key in others and word.text not in english for word in words)


@cache
def _english() -> frozenset[str]:
    """Return the function words of English and the words of its lists as they are written."""
    lists = phrase_table("follow_up.toml").values()
    phrases = (text for languages in lists for text in languages.get("en", ()))
    return everyday_words()["en"].union(word for phrase in phrases for word in phrase.split())


@cache
def _cyrillic_keys() -> frozenset[str]:
    """Return the sound keys of the function words of Kazakh and Russian and of their lists."""
    lists = phrase_table("follow_up.toml").values()
    texts = [text for code in ("kk", "ru") for text in everyday_words()[code]]
    texts += [text for each in lists for code in ("kk", "ru") for text in each.get(code, ())]
    return frozenset(key for phrase in read_phrases(texts) for key in phrase)


def _is_preposition(word: Word) -> bool:
    """Return whether ``word`` is the English "to", whose sound key is that of "too"."""
    return word.text == "to"


def _is_bare(word: Word, marks: Mapping[str, frozenset[Phrase]]) -> bool:
    """Return whether ``word``, or it without Kazakh endings, names no matter of its own."""
    bare = marks["bare"]
    return (word.key,) in bare or any(
        read_phrase(root) in bare for root in kazakh_roots(fold_word(word.text))
    )


def _is_whole(own: Sequence[str]) -> bool:
    """Return whether the ``own`` words of a short question say who does what with what."""
    return len(own) >= _MIN_WHOLE and any(key.startswith(_parties()) for key in own)


def leaning_on(turns: Sequence[ContextTurn], text: str) -> Leaning:
    """Return how far ``text`` leans on ``turns``, the last of them at the end.

    On a turn that found nothing only an elliptical message leans.
    """
    kind = leaning(text) if turns else Leaning.NONE
    if kind is Leaning.NONE or turns[-1].eid is not None or _is_elliptical(kind, text):
        return kind
    return Leaning.NONE


def leans_on_context(question: Question) -> bool:
    """Return whether ``question`` is searched with its context too."""
    if question.exact or not question.context:
        return False
    text = normalize_input(question.text)
    if small_talk(text) is not None:
        return False
    return leaning_on(earlier_turns(question.context), text) is not Leaning.NONE


def earlier_turns(context: Sequence[ContextTurn]) -> tuple[ContextTurn, ...]:
    """Return the turns that a follow-up is searched with: the last, and the one it leans on.

    Small talk is no turn. A turn that is complete by itself needs no other before it; before one
    that is not, the subject is in the turn that it leans on.
    """
    turns = [turn for turn in context if turn.question.strip() and not _is_small_talk(turn)]
    last = turns[-1:]
    if last and leaning(normalize_input(last[0].question)) > Leaning.SHORT:
        return tuple(turns[-2:])
    return tuple(last)


def joined_text(turns: Sequence[ContextTurn], text: str) -> str:
    """Return the questions of ``turns``, cut at their beginning, and the message ``text``."""
    earlier = " ".join(without_small_talk(normalize_input(turn.question)) for turn in turns)
    if len(earlier) > MAX_EARLIER_LENGTH:
        earlier = earlier[-MAX_EARLIER_LENGTH:].partition(" ")[2]
    return f"{earlier} {without_small_talk(text)}".strip()


def is_follow_up(kind: Leaning, own: Decision, joined: AbstentionDecision) -> bool:
    """Return whether a message with the decision ``own`` is to be answered with the one before.

    ``joined`` is the decision on both together. A message that is answered alone has a matter of
    its own, unless a mark of leaning says otherwise or it is short and not quite certain.
    """
    if own.reason is Reason.OTHER_ACT:
        return False
    least_sure = {Leaning.NONE: 0.0, Leaning.SHORT: _SURE_SHORT}.get(kind, 1.0)
    if own.status is Status.ANSWERED and own.confidence >= least_sure:
        return False
    if own.status is not Status.NOT_COVERED:
        return kind > Leaning.NONE
    least = {
        Leaning.SHORT: _MIN_SHORT,
        Leaning.MARKED: _MIN_MARKED,
        Leaning.REFERRING: _MIN_REFERRING,
    }.get(kind, 0.0)
    is_likely = joined.confidence >= _MIN_JOINED or own.confidence >= _ENOUGH_ALONE
    return kind > Leaning.NONE and own.confidence >= least and is_likely


def join_decisions(
    kind: Leaning,
    own: Decision,
    joined: Ranking,
    decided: AbstentionDecision,
    near: frozenset[tuple[str, str]],
) -> Decision:
    """Return the decision on a follow-up: at most ``closest``, by both rankings.

    ``decided`` is the decision on the ranking ``joined``; ``near`` are the provisions that
    :func:`neighbours` gives.
    """
    weight = _BARE_WEIGHT if kind is Leaning.BARE else _JOINED_WEIGHT
    first, second = _lags(own.ranking), _lags(joined)
    candidates = {(one.act, one.eid): one for one in (*own.ranking.candidates, *joined.candidates)}

    def total(place: tuple[str, str]) -> float:
        bonus = _NEIGHBOUR_BONUS if place in near else 0.0
        return _lag(first, place) + weight * _lag(second, place) + bonus

    ranked = sorted(candidates, key=total, reverse=True)[: len(joined.candidates)]
    merged = tuple(replace(candidates[place], score=total(place)) for place in ranked)
    confidence = max(own.confidence, decided.confidence)
    medium = min(decided.medium, _MIN_JOINED)
    # The rank by two searches has no calibrated probability.
    abstention = without_certainty(replace(decided, confidence=confidence, medium=medium))
    return Decision(Status.CLOSEST, None, replace(joined, candidates=merged), abstention)


def _lags(ranking: Ranking) -> Mapping[tuple[str, str], float]:
    """Return the distance of each provision to the first one, 0 or less."""
    best: dict[tuple[str, str], float] = {}
    for one in ranking.candidates:
        best.setdefault((one.act, one.eid), one.score - ranking.candidates[0].score)
    return best


def _lag(lags: Mapping[tuple[str, str], float], place: tuple[str, str]) -> float:
    """Return the lag of ``place``, of one that is not ranked the greatest."""
    return lags.get(place, min(lags.values(), default=0.0))


def neighbours(
    turn: ContextTurn, corpus: Corpus, kind: Leaning = Leaning.MARKED
) -> frozenset[tuple[str, str]]:
    """Return the places of the siblings beside the provision of ``turn``, none if it is gone.

    A message with no matter of its own ("why?") is about that provision itself, which is one too.
    """
    if turn.act is None or turn.eid is None:
        return frozenset()
    try:
        act = corpus.act(turn.act)
    except UnknownActError:
        return frozenset()
    parent = parent_of(turn.eid)
    siblings = [one.eid for one in act.provisions if parent and parent_of(one.eid) == parent]
    if turn.eid not in siblings:
        return frozenset()
    at, far = siblings.index(turn.eid), _MAX_NEIGHBOUR_DISTANCE
    near = siblings[max(0, at - far) : at] + siblings[at + 1 : at + far + 1]
    own = [turn.eid] if kind is Leaning.BARE else []
    return frozenset((act.id, eid) for eid in (*near, *own))


def _is_small_talk(turn: ContextTurn) -> bool:
    return small_talk(normalize_input(turn.question)) is not None


@cache
def _marks(is_english: bool = False) -> Mapping[str, frozenset[Phrase]]:
    """Return the marks of an English message, or those of all languages, by list."""
    return {
        part: frozenset(
            phrase
            for language, texts in lists.items()
            if language == "en" or not is_english
            for phrase in read_phrases(texts)
        )
        for part, lists in phrase_table("follow_up.toml").items()
    }


@cache
def _parties() -> tuple[str, ...]:
    """Return the sound keys of the beginnings of words for persons and bodies, of all languages."""
    return tuple(key for phrase in _marks()["party"] for key in phrase)


@cache
def _everyday(is_english: bool) -> frozenset[str]:
    """Return the sound keys of the words that carry no matter, of English or of all languages."""
    texts = everyday_words()
    words = texts["en"] if is_english else frozenset().union(*texts.values())
    everyday = {key for word in words for key in read_phrase(word)}
    marks = _marks(is_english)
    return frozenset(
        everyday | {key for part in ("reference", "adding") for mark in marks[part] for key in mark}
    )
