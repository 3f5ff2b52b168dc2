"""Provisions as options of cards: whole, and distractors that answer none of the questions."""

from collections.abc import Collection, Iterator, Sequence
from itertools import islice, pairwise
from math import log2

from data.eid import ancestors, article_of, parent_of
from data.model import Kind, Provision
from data.question_bank import BankQuestion
from qa.drills.card import Option
from qa.drills.card_source import HEAD_LETTERS, CardSource

# A provision as similar to a right one may answer the question too. Points of one list and the
# provisions of a case are nearer in meaning.
_MAX_SIMILARITY = 0.26
_MAX_SIMILARITY_OF_NEAR = 0.2
# With fewer that are as similar, the right one is the only one on its subject.
_MIN_SIMILARITY = 0.12
_MIN_ON_SUBJECT = 2
# A length that is so many times as great as that of a right one counts as a loss of similarity.
_LOSS = 0.04
# A point of the same list is as near in meaning as one that is so much more similar.
_SIBLING = 0.12
# Distractors are drawn from so many that are nearest in meaning, those of a case from fewer.
_DRAWN_FROM = 20
_DRAWN_FROM_OF_CASE = 8
# Lengths of such a ratio are alike.
_LIKE_LENGTH = 1.5
# Nor does the beginning of a word in so great a share.
_COMMON_HEAD = 0.12
# Two adjacent words in so great a share of the provisions are no hint.
_COMMON_PAIR = 0.08
# A stem in so great a share of the provisions is no hint.
_COMMON = 0.2


def whole_option(provision: Provision) -> Option:
    """Return a provision as an option: lead-in, text and closing."""
    spans = (provision.lead_in, provision.whole, provision.outer_closing)
    return Option(tuple(span for span in spans if span is not None), eid=provision.eid)


def near_provisions(source: CardSource, right: Collection[str]) -> tuple[Provision, ...]:
    """Return the provisions nearest in meaning that answer no question of ``right``."""
    most = _DRAWN_FROM if len(right) == 1 else _DRAWN_FROM_OF_CASE
    return tuple(islice(_candidates(source, right), most))


def pick_distractors(
    source: CardSource,
    right: Collection[str],
    count: int,
    near: Sequence[Provision],
    questions: Sequence[BankQuestion],
) -> tuple[Option, ...]:
    """Return at most ``count`` of the provisions ``near`` as wrong options beside ``right``.

    They share as many telling words with ``questions`` as there are, so that no single word gives
    the right ones away, and are about as long. None are returned if too few are on the subject.
    """
    told = _shared_stems(source, right, questions)
    similarity = source.similarity(right)
    lengths = [len(source.whole_words(eid)) for eid in right]
    candidates = list(near)
    picked: list[Provision] = []
    while candidates and len(picked) < count:
        best = max(
            candidates,
            key=lambda each: (
                len(told & source.whole_stems(each.eid)),
                similarity[source.position[each.eid]]
                - _LOSS * _difference(len(source.whole_words(each.eid)), lengths),
            ),
        )
        picked.append(best)
        candidates.remove(best)
        told -= source.whole_stems(best.eid)
    values = (similarity[source.position[each.eid]] for each in picked)
    if sum(value >= _MIN_SIMILARITY for value in values) < _MIN_ON_SUBJECT:
        return ()
    return tuple(map(whole_option, picked))


def _difference(length: int, others: Sequence[int]) -> float:
    """Return the least ratio of a length to one of ``others``, 1 for a tie or nearly one."""
    return min(max(length / other, other / length, _LIKE_LENGTH) for other in others)


def has_echo(
    source: CardSource, question: BankQuestion, right: Sequence[str], others: Sequence[str]
) -> bool:
    """Return whether the words of the question lead to an option, right or wrong.

    They do if two that stand side by side in it do so in an option, if more of them stand in each
    right option than in any other, if a revealing one is in right options alone, or if they are
    most of what a right option says.
    """
    asked = source.heads(question.question)
    inside = {head for eid in right for head in source.heads_of(eid)}
    outside = {head for eid in others for head in source.heads_of(eid)}
    own = {head for head in inside - outside if source.share_of_heads(head) <= _COMMON}
    if question.language != source.act.language:
        telling = {word[:HEAD_LETTERS] for word in source.content(question)}
        return any(len(head) == HEAD_LETTERS for head in own & telling)
    if any(_is_like(head, word) for head in own for word in asked):
        return True
    if not source.content(question).isdisjoint(_own_stems(source, right, others)):
        return True
    if any(_is_repeated(source, asked, eid) for eid in right):
        return True
    pairs = {pair for pair in pairwise(asked) if source.share_of_pairs(pair) <= _COMMON_PAIR}
    if any(not pairs.isdisjoint(source.pairs_of(eid)) for eid in (*right, *others)):
        return True
    echo = {eid: _echo(source, asked, eid) for eid in (*right, *others)}
    return min(echo[eid] for eid in right) > max(echo[eid] for eid in others)


def _own_stems(source: CardSource, right: Sequence[str], others: Sequence[str]) -> set[str]:
    """Return the revealing stems that are in right options alone."""
    inside = {word for eid in right for word in source.whole_stems(eid)}
    outside = {word for eid in others for word in source.whole_stems(eid)}
    return {word for word in inside - outside if source.share_of_provisions(word) <= _COMMON}


def _is_repeated(source: CardSource, asked: Sequence[str], eid: str) -> bool:
    """Return whether the question has most of the telling words of a provision."""
    heads = set(source.heads(source.act.by_eid[eid].text))
    telling = {head for head in heads if source.share_of_heads(head) <= _COMMON_HEAD}
    return 2 * len(telling & set(asked)) > len(telling)


def _is_like(head: str, other: str) -> bool:
    """Return whether the heads may be of one word: equal, or one is the beginning of the other."""
    shorter, longer = sorted((head, other), key=len)
    return longer.startswith(shorter) and len(shorter) >= HEAD_LETTERS - 1


def _echo(source: CardSource, asked: Sequence[str], eid: str) -> float:
    """Return how much of the beginnings of words ``asked`` is in a provision, in bits."""
    told = set(asked) & source.heads_of(eid)
    return sum(-log2(max(source.share_of_heads(head), 1e-3)) for head in told)


def _shared_stems(
    source: CardSource, right: Collection[str], questions: Sequence[BankQuestion]
) -> set[str]:
    inside = {word for eid in right for word in source.whole_stems(eid)}
    asked = {
        word
        for question in questions
        if question.language == source.act.language
        for word in source.content(question)
    }
    return inside & asked


def _candidates(source: CardSource, right: Collection[str]) -> Iterator[Provision]:
    """Yield provisions that answer no question of ``right``, the nearest in meaning first."""
    answers = _answers(source, right)
    above = {ancestor for eid in answers for ancestor in ancestors(eid)}
    similarity = source.similarity(answers)
    asked = {other for eid in right for other in source.asked_alike.get(eid, ())}
    used = {source.whole_words(eid) for eid in right}
    parents = {parent_of(eid) for eid in right}
    nearness = [
        value + (_SIBLING if parent_of(each.eid) in parents else 0.0)
        for value, each in zip(similarity, source.provisions, strict=True)
    ]
    for row in sorted(range(len(source.provisions)), key=lambda row: -nearness[row]):
        provision = source.provisions[row]
        is_near = len(right) > 1 or parent_of(provision.eid) in parents
        if (
            similarity[row] >= (_MAX_SIMILARITY_OF_NEAR if is_near else _MAX_SIMILARITY)
            or (len(right) > 1 and parent_of(provision.eid) in parents)
            or provision.eid in above
            or not answers.isdisjoint((provision.eid, *ancestors(provision.eid)))
            or provision.eid not in source.showable
            or provision.eid in asked
            or _is_beside(provision, right)
        ):
            continue
        words = source.whole_words(provision.eid)
        if words not in used:
            used.add(words)
            yield provision


def _is_beside(provision: Provision, right: Collection[str]) -> bool:
    """Return whether the provision is a paragraph of an article with a paragraph that is right.

    Paragraphs of one article go on with one matter, points of a list name several.
    """
    if provision.kind is Kind.POINT:
        return False
    return any(
        "point_" not in eid and article_of(eid) == article_of(provision.eid) for eid in right
    )


def _answers(source: CardSource, right: Collection[str]) -> frozenset[str]:
    """Return all that answers the questions of ``right``, or other questions together with that."""
    direct = {o for eid in right for q in source.questions.get(eid, ()) for o in q.eids}
    questions = (q for other in direct for q in source.questions[other])
    return frozenset(right) | frozenset(other for question in questions for other in question.eids)
