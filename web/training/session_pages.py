"""Pages of a practice session: card, answer, next card, and end."""

from collections.abc import Sequence
from datetime import UTC, datetime
from secrets import token_urlsafe
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.responses import Response

from qa.drills.card import CardKind, Spec, is_correct
from qa.drills.deck import Deck
from qa.drills.exam_paper import SubmittedAnswer
from qa.drills.scheduler import Memory, review
from qa.drills.selection import eid_of, most_missed, retired_cards, select_cards
from web.http.request_cost import TRAINING, limited
from web.http.requests import Text
from web.training.card_view import answered
from web.training.practice_session import MAX_BY_TIME, MINUTES, Length, PracticeSession
from web.training.progress import ProgressError, read_progress, write_progress
from web.training.requests import Learner, LearnerOf
from web.training.signed_state import SealError
from web.training.start_page import start_form

router = APIRouter(include_in_schema=False, dependencies=[Depends(limited(TRAINING))])

Words = Annotated[str, Form(max_length=300)]
Places = Annotated[list[Annotated[int, Form(ge=0, le=20)]], Form(max_length=20)]


class _LawChangedError(Exception):
    """The law of a session was replaced by a hot reload."""

    def __init__(self, sitting: PracticeSession) -> None:
        super().__init__(sitting.address)
        self.sitting = sitting


@router.post("/train/{act}/session")
def begin(
    who: LearnerOf,
    kind: Annotated[list[CardKind], Form(max_length=8)] = [],  # noqa: B006
    part: Annotated[str, Form(max_length=200)] = "",
    length: Annotated[Length, Form()] = "10",
    typed: Text = "",
    progress: Text = "",
    kept: Text = "",
) -> Response:
    """Select the cards of a session and return the first."""
    deck = who.deck()
    try:
        memories = _memories(who, progress)
    except ProgressError as error:
        return who.refuse(f"progress_{error.code}")
    specs = _part(who, deck, deck.choose(kind or tuple(CardKind)), memories, part)
    if not specs:
        return who.refuse("no_cards")
    gone = retired_cards(deck.by_key.keys(), memories)
    seed = token_urlsafe(9)
    count = MAX_BY_TIME if length == "time" else int(length)
    changed = {eid_of(key) for key in gone}
    if memories:
        # Who knows the act already is asked what is new in it first.
        changed |= who.training.shelf.changed(who.corpus, who.act)
    ordered = part in {"missed", "asked"}
    picked = (
        specs[:count] if ordered else select_cards(specs, memories, count, who.now, seed, changed)
    )
    sitting = PracticeSession(
        address=who.corpus.address(who.act),
        law=who.act.digest,
        seed=seed,
        keys=tuple(spec.key for spec in picked),
        started=who.now,
        minutes=MINUTES if length == "time" else 0,
        typed=bool(typed),
        kept=bool(kept),
        kinds=tuple(kind) or tuple(CardKind),
        part=part,
        length=length,
    )
    if sitting.kept:
        # The browser keeps the rest.
        eids = {spec.eid for spec in picked}
        wanted = {*sitting.keys, *(key for key in gone if eid_of(key) in eids)}
        memories = {key: each for key, each in memories.items() if key in wanted}
    return _card(who, sitting, memories)


@router.post("/train/{act}/answer")
def answer(
    who: LearnerOf,
    sitting: Text = "",
    progress: Text = "",
    choice: Places = [],  # noqa: B006
    typed: Words = "",
) -> Response:
    """Return the verdict with the law's words, and schedule the next review of the card."""
    try:
        at = _opened(who, sitting)
        memories = _memories(who, progress)
        deck = who.deck()
        spec = deck.by_key[at.keys[at.answered]]
    except _LawChangedError as error:
        return _begin_anew(who, error.sitting, progress)
    except (SealError, IndexError, KeyError):
        return who.refuse("sitting_over")
    except ProgressError as error:
        return who.refuse(f"progress_{error.code}")
    card = deck.make_card(spec, at.seed, who.language, typed=at.typed)
    given = SubmittedAnswer(tuple(sorted(set(choice))), typed.strip())
    if given.is_empty:
        return _card(who, at, memories, empty=True)
    right = is_correct(card, given.chosen, given.typed)
    memory = review(memories.get(spec.key), right, datetime.fromtimestamp(who.now, UTC))
    gone = [key for key in retired_cards(deck.by_key.keys(), memories) if eid_of(key) == spec.eid]
    kept = {key: each for key, each in memories.items() if key not in gone} | {spec.key: memory}
    if who.account is not None:
        who.training.memories.keep(who.account.id, who.act.id, {spec.key: memory}, gone)
    after = at.model_copy(update={"marks": (*at.marks, right)})
    context = {
        **_carried(who, after, kept),
        "view": answered(who.corpus, who.act, card, given, right, who.language),
        "gone": gone,
        "last": after.over(who.now),
    }
    return who.show("training/answered.html", context)


@router.post("/train/{act}/next")
def continue_session(who: LearnerOf, sitting: Text = "", progress: Text = "") -> Response:
    """Return the next card, or the end of the session."""
    try:
        at = _opened(who, sitting)
        memories = _memories(who, progress)
        deck = who.deck()
        specs = [deck.by_key[key] for key in at.keys]
    except _LawChangedError as error:
        return _begin_anew(who, error.sitting, progress)
    except (SealError, KeyError):
        return who.refuse("sitting_over")
    except ProgressError as error:
        return who.refuse(f"progress_{error.code}")
    if not at.over(who.now):
        return _card(who, at, memories)
    missed = [spec for spec, right in zip(specs, at.marks, strict=False) if not right]
    context = {
        **_carried(who, at, memories),
        "right": sum(at.marks),
        "asked": len(at.marks),
        "missed": list(dict.fromkeys(spec.eid for spec in missed)),
    }
    return who.show("training/over.html", context)


def _opened(who: Learner, sitting: str) -> PracticeSession:
    """Return the session that a page carried.

    Raises SealError, KeyError for another act, _LawChangedError where the act has changed: its
    cards and their options are made of the earlier words.
    """
    at = who.training.sealer.open(PracticeSession, sitting)
    if at.address.partition("@")[0] != who.act.id:
        raise KeyError(at.address)
    if at.address != who.corpus.address(who.act) or at.law not in {"", who.act.digest}:
        raise _LawChangedError(at)
    return at


def _begin_anew(who: Learner, at: PracticeSession, progress: str) -> Response:
    """Return the page that says that the law changed; it carries progress that is not stored."""
    if at.kept or who.account is not None:
        return who.refuse("sitting_changed")
    notice = who.site.wording[who.language].say("train.refused.sitting_changed")
    return start_form(who, progress, notice, status=422)


def _memories(who: Learner, progress: str) -> dict[str, Memory]:
    """What is remembered: from the account, or from what the page carries."""
    if who.account is not None:
        return who.training.memories.of(who.account.id, who.act.id)
    return read_progress(progress, who.act)


def _part(
    who: Learner, deck: Deck, specs: Sequence[Spec], memories: dict[str, Memory], part: str
) -> Sequence[Spec]:
    """Return those of ``specs`` in the chosen part of the act."""
    sort, _, eid = part.partition(":")
    if sort == "missed":
        return most_missed(specs, memories)
    if sort == "asked":
        place = {eid: n for n, eid in enumerate(who.training.asked_most.eids(who.act.id))}
        return sorted((s for s in specs if s.eid in place), key=lambda spec: place[spec.eid])
    if sort == "chapter":
        inside = deck.choose(chapter=eid)
    elif sort == "article":
        inside = deck.choose(article=eid)
    else:
        return specs
    keys = {spec.key for spec in inside}
    return [spec for spec in specs if spec.key in keys]


def _card(
    who: Learner, at: PracticeSession, memories: dict[str, Memory], *, empty: bool = False
) -> Response:
    """Return the page of the next card; nothing in it reveals the answer."""
    deck = who.deck()
    card = deck.make_card(deck.by_key[at.keys[at.answered]], at.seed, who.language, typed=at.typed)
    context = {**_carried(who, at, memories), "card": card, "empty": empty}
    return who.show("training/card.html", context)


def _carried(who: Learner, at: PracticeSession, memories: dict[str, Memory]) -> dict[str, object]:
    """Return the shared context of the pages of a session."""
    return {
        "at": at,
        "sitting": who.training.sealer.seal(at),
        "progress": "" if who.account is not None else write_progress(who.act, memories),
        "left": max(0, at.started + 60 * at.minutes - who.now) if at.minutes else 0,
    }
