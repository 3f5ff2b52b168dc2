"""Cards of the kind "which provision": a question of the bank, and provisions to choose from."""

from collections.abc import Iterator
from random import Random

from data.eid import ancestors
from data.model import Provision, outer_closing
from data.question_bank import BankQuestion
from qa.drills.card import Card, CardKind, Option, Spec
from qa.drills.card_source import CardSource, shuffled
from qa.query.normalization import split_words

# Wrong provisions near in place, and near in meaning, that are drawn from so many nearest ones.
_IN_PLACE, _IN_MEANING, _DRAWN_FROM = 1, 2, 8
# A provision as near as this to a right one may answer the question too.
_TOO_NEAR = 0.5
# Characters of a provision that are shown to choose from.
_SHOWN = 240


def provision_specs(ground: CardSource) -> tuple[Spec, ...]:
    """A card for every provision that a question of the bank points to."""
    return tuple(
        Spec(ground.key(CardKind.WHICH, each.eid, "", (each,)), CardKind.WHICH, each.eid)
        for each in ground.provisions
        if each.eid in ground.asked and len(ground.provisions) > _IN_PLACE + _IN_MEANING
    )


def bank_questions(ground: CardSource, spec: Spec) -> tuple[BankQuestion, ...]:
    """The questions that the provision of the card answers."""
    return ground.asked[spec.eid]


def make_provision_card(
    ground: CardSource, spec: Spec, seed: str, language: str, question: BankQuestion | None = None
) -> Card:
    """The card, with a question in ``language`` where the bank has one.

    ``question`` states which one of :func:`bank_questions` it is.
    """
    if question is None:
        every = bank_questions(ground, spec)
        chance = shuffled(spec.key, f"{seed} question")
        question = chance.choice([q for q in every if q.language == language] or list(every))
    # The options fit every question of the provision: a group has them alike in each language.
    chance = shuffled(spec.key, seed)
    right = ground.act.by_eid[spec.eid]
    options = [option_of(right), *_wrong(ground, right, chance)]
    chance.shuffle(options)
    place = next(n for n, option in enumerate(options) if option.eid == spec.eid)
    return Card(spec, tuple(options), frozenset({place}), question)


def option_of(provision: Provision) -> Option:
    """A provision to choose: its lead-in, its first words and its closing."""
    text = provision.whole
    clipped = len(text.text) > _SHOWN
    if clipped:
        end = text.text.rfind(" ", 0, _SHOWN)
        text = text.slice(0, end)
    spans = (provision.lead_in, text, outer_closing(provision.closing, (text,)))
    shown = tuple(span for span in spans if span is not None)
    return Option(shown, eid=provision.eid, clipped=clipped)


def _wrong(ground: CardSource, right: Provision, chance: Random) -> Iterator[Option]:
    """Options that answer no question of the provision: near in place, then near in meaning."""
    near = ground.nearness((right.eid,))
    barred = _answers(ground, right.eid)
    above = {eid for each in barred for eid in ancestors(each)}
    close = ground.nearness(barred)
    open_to_choice = [
        place
        for place, each in enumerate(ground.provisions)
        if close[place] < _TOO_NEAR
        and each.eid not in above
        and barred.isdisjoint(ground.lineage[each.eid])
    ]
    here = ground.place[right.eid]
    by_place = sorted(open_to_choice, key=lambda place: abs(place - here))
    by_meaning = sorted(open_to_choice, key=lambda place: -near[place])
    shown = {_shown(option_of(right))}
    for ordered, wanted in ((by_place, _IN_PLACE), (by_meaning, _IN_MEANING)):
        drawn = ordered[:_DRAWN_FROM]
        chance.shuffle(drawn)
        for place in (*drawn, *ordered[_DRAWN_FROM:]):
            option = option_of(ground.provisions[place])
            if _shown(option) not in shown:
                shown.add(_shown(option))
                yield option
                wanted -= 1
            if not wanted:
                break


def _answers(ground: CardSource, eid: str) -> frozenset[str]:
    """What answers the questions of a provision, and what answers others together with these."""
    beside = {other for question in ground.asked[eid] for other in question.eids}
    together = (each for other in beside for each in ground.asked[other])
    return frozenset(other for each in together for other in each.eids)


def _shown(option: Option) -> tuple[str, ...]:
    return tuple(word for span in option.spans for word in split_words(span.text))
