"""Cards of the kind "which provision": a question of the bank and provisions to choose from."""

from collections.abc import Iterator
from random import Random

from data.eid import ancestors
from data.model import Provision, outer_closing
from data.question_bank import BankQuestion
from qa.drills.card import Card, CardKind, Option, Spec
from qa.drills.card_source import CardSource, seeded_random
from qa.query.normalization import split_words

# Distractors near in the act and near in meaning, drawn from so many nearest ones.
_NEAR_IN_ACT, _NEAR_IN_MEANING, _DRAWN_FROM = 1, 2, 8
# A provision as similar to a right one may answer the question too.
_MAX_SIMILARITY = 0.5
# Characters of a provision that an option shows.
_MAX_CHARACTERS = 240


def provision_specs(source: CardSource) -> tuple[Spec, ...]:
    """Return a card for every provision that answers a question of the bank."""
    if len(source.provisions) <= _NEAR_IN_ACT + _NEAR_IN_MEANING:
        return ()
    return tuple(
        Spec(source.key(CardKind.WHICH, found.eid, "", (found,)), CardKind.WHICH, found.eid)
        for found in source.provisions
        if found.eid in source.questions
    )


def make_provision_card(
    source: CardSource, spec: Spec, seed: str, language: str, question: BankQuestion | None = None
) -> Card:
    """Return the card with ``question``, by default one in ``language`` if the bank has one."""
    if question is None:
        questions = source.questions[spec.eid]
        generator = seeded_random(spec.key, f"{seed} question")
        question = generator.choice([q for q in questions if q.language == language] or questions)
    # The options fit every question of the provision, so a group has them alike in each language.
    generator = seeded_random(spec.key, seed)
    right = source.act.by_eid[spec.eid]
    options = [_option(right), *_distractors(source, right, generator)]
    generator.shuffle(options)
    index = next(n for n, option in enumerate(options) if option.eid == spec.eid)
    return Card(spec, tuple(options), frozenset({index}), question)


def _option(provision: Provision) -> Option:
    """Return a provision as an option: lead-in, first words and closing."""
    text = provision.whole
    clipped = len(text.text) > _MAX_CHARACTERS
    if clipped:
        text = text.slice(0, text.text.rfind(" ", 0, _MAX_CHARACTERS))
    spans = (provision.lead_in, text, outer_closing(provision.closing, (text,)))
    shown = tuple(span for span in spans if span is not None)
    return Option(shown, eid=provision.eid, clipped=clipped)


def _distractors(source: CardSource, right: Provision, generator: Random) -> Iterator[Option]:
    """Yield options that answer no question of ``right``: near in the act, then in meaning."""
    similarity = source.similarity((right.eid,))
    answers = _answers(source, right.eid)
    above = {ancestor for eid in answers for ancestor in ancestors(eid)}
    answer_similarity = source.similarity(answers)
    rows = [
        row
        for row, provision in enumerate(source.provisions)
        if answer_similarity[row] < _MAX_SIMILARITY
        and provision.eid not in above
        and answers.isdisjoint((provision.eid, *ancestors(provision.eid)))
    ]
    here = source.position[right.eid]
    by_distance = sorted(rows, key=lambda row: abs(row - here))
    by_meaning = sorted(rows, key=lambda row: -similarity[row])
    used = {_words(_option(right))}
    for ordered, wanted in ((by_distance, _NEAR_IN_ACT), (by_meaning, _NEAR_IN_MEANING)):
        drawn = ordered[:_DRAWN_FROM]
        generator.shuffle(drawn)
        for row in (*drawn, *ordered[_DRAWN_FROM:]):
            option = _option(source.provisions[row])
            if _words(option) not in used:
                used.add(_words(option))
                yield option
                wanted -= 1
            if not wanted:
                break


def _answers(source: CardSource, eid: str) -> frozenset[str]:
    """Return all that answers the questions of ``eid``, or other questions together with that."""
    direct = {other for question in source.questions[eid] for other in question.eids}
    questions = (question for other in direct for question in source.questions[other])
    return frozenset(other for question in questions for other in question.eids)


def _words(option: Option) -> tuple[str, ...]:
    return tuple(word for span in option.spans for word in split_words(span.text))
