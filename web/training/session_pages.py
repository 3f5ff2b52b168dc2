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
from web.training.practice_session import MAX_BY_TIME, MINUTES, Length, PracticeSession
from web.training.progress import ProgressError, write_progress
from web.training.requests import Learner, LearnerOf
from web.training.signed_state import SignatureError
from web.training.start_page import start_form

router = APIRouter(include_in_schema=False, dependencies=[Depends(limited(TRAINING))])

Words = Annotated[str, Form(max_length=300)]
Places = Annotated[list[Annotated[int, Form(ge=0, le=20)]], Form(max_length=20)]


class _LawChangedError(Exception):
    """Session whose act was replaced by a hot reload."""

    def __init__(self, state: PracticeSession) -> None:
        super().__init__(state.address)
        self.state = state


@router.post("/train/{act}/session")
def begin(
    learner: LearnerOf,
    kind: Annotated[list[CardKind], Form(max_length=8)] = [],  # noqa: B006
    part: Annotated[str, Form(max_length=200)] = "",
    length: Annotated[Length, Form()] = "10",
    typed: Text = "",
    progress: Text = "",
    kept: Text = "",
) -> Response:
    """Select the cards of a session and show the first."""
    deck = learner.deck()
    try:
        memories = learner.memories(progress)
    except ProgressError as error:
        return learner.refuse(f"progress_{error.code}")
    specs = _filter_by_part(
        learner,
        deck,
        deck.choose(kind or tuple(CardKind), left_out=learner.left_out()),
        memories,
        part,
    )
    if not specs:
        return learner.refuse("no_cards")
    gone = retired_cards(deck.by_key.keys(), memories)
    seed = token_urlsafe(9)
    count = MAX_BY_TIME if length == "time" else int(length)
    changed = {eid_of(key) for key in gone}
    if memories:
        # A returning learner gets changed provisions first.
        changed |= learner.training.shelf.changed(learner.corpus, learner.act)
    ordered = part in {"missed", "asked"}
    picked = (
        specs[:count]
        if ordered
        else select_cards(specs, memories, count, learner.now, seed, changed)
    )
    state = PracticeSession(
        address=learner.corpus.address(learner.act),
        law=learner.act.digest,
        seed=seed,
        keys=tuple(spec.key for spec in picked),
        started=learner.now,
        minutes=MINUTES if length == "time" else 0,
        typed=bool(typed),
        kept=bool(kept),
        kinds=tuple(kind) or tuple(CardKind),
        part=part,
        length=length,
    )
    if state.kept:
        # The browser stores the rest.
        eids = {spec.eid for spec in picked}
        wanted = {*state.keys, *(key for key in gone if eid_of(key) in eids)}
        memories = {key: each for key, each in memories.items() if key in wanted}
    return _card_page(learner, state, memories)


@router.post("/train/{act}/answer")
def answer(
    learner: LearnerOf,
    sitting: Text = "",
    progress: Text = "",
    choice: Places = [],  # noqa: B006
    typed: Words = "",
) -> Response:
    """Grade the answer, show it with the law's words, and schedule the card's next review."""
    try:
        state = _open_state(learner, sitting)
        memories = learner.memories(progress)
        deck = learner.deck()
        spec = deck.by_key[state.keys[state.answered]]
    except _LawChangedError as error:
        return _restart(learner, error.state, progress)
    except (SignatureError, IndexError, KeyError):
        return learner.refuse("sitting_over")
    except ProgressError as error:
        return learner.refuse(f"progress_{error.code}")
    card = deck.make_card(spec, state.seed, learner.language, typed=state.typed)
    given = SubmittedAnswer(tuple(sorted(set(choice))), typed.strip())
    if given.is_empty:
        return _card_page(learner, state, memories, empty=True)
    right = is_correct(card, given.chosen, given.typed)
    memory = review(memories.get(spec.key), right, datetime.fromtimestamp(learner.now, UTC))
    gone = [key for key in retired_cards(deck.by_key.keys(), memories) if eid_of(key) == spec.eid]
    current = {key: each for key, each in memories.items() if key not in gone}
    current[spec.key] = memory
    if learner.account is not None:
        learner.training.memories.keep(learner.account.id, learner.act.id, {spec.key: memory}, gone)
    state = state.model_copy(update={"marks": (*state.marks, right)})
    context = {
        **_shared_context(learner, state, current),
        "view": learner.view(card, given, right),
        "gone": gone,
        "last": state.over(learner.now),
    }
    return learner.show("training/answered.html", context)


@router.post("/train/{act}/next")
def continue_session(learner: LearnerOf, sitting: Text = "", progress: Text = "") -> Response:
    """Show the next card, or the end of the session."""
    try:
        state = _open_state(learner, sitting)
        memories = learner.memories(progress)
        deck = learner.deck()
        specs = [deck.by_key[key] for key in state.keys]
    except _LawChangedError as error:
        return _restart(learner, error.state, progress)
    except (SignatureError, KeyError):
        return learner.refuse("sitting_over")
    except ProgressError as error:
        return learner.refuse(f"progress_{error.code}")
    if not state.over(learner.now):
        return _card_page(learner, state, memories)
    missed = [spec for spec, right in zip(specs, state.marks, strict=False) if not right]
    context = {
        **_shared_context(learner, state, memories),
        "right": sum(state.marks),
        "asked": len(state.marks),
        "missed": list(dict.fromkeys(spec.eid for spec in missed)),
    }
    return learner.show("training/over.html", context)


def _open_state(learner: Learner, sitting: str) -> PracticeSession:
    """Return the session in a form field.

    Raises SignatureError, KeyError if it is for another act, _LawChangedError if the act's text has
    changed: the options of the cards come from the earlier text.
    """
    state = learner.training.signer.load(PracticeSession, sitting)
    if state.address.partition("@")[0] != learner.act.id:
        raise KeyError(state.address)
    if state.address != learner.corpus.address(learner.act) or state.law not in {
        "",
        learner.act.digest,
    }:
        raise _LawChangedError(state)
    return state


def _restart(learner: Learner, state: PracticeSession, progress: str) -> Response:
    """Report that the law has changed; carry ``progress`` if it is stored nowhere else."""
    if state.kept or learner.account is not None:
        return learner.refuse("sitting_changed")
    notice = learner.site.wording[learner.language].say("train.refused.sitting_changed")
    return start_form(learner, progress, notice, status=422)


def _filter_by_part(
    learner: Learner, deck: Deck, specs: Sequence[Spec], memories: dict[str, Memory], part: str
) -> Sequence[Spec]:
    """Return the ``specs`` in a part of the act: missed, popular, a chapter or an article."""
    sort, _, eid = part.partition(":")
    if sort == "missed":
        return most_missed(specs, memories)
    if sort == "asked":
        place = {eid: n for n, eid in enumerate(learner.training.asked_most.eids(learner.act.id))}
        return sorted((s for s in specs if s.eid in place), key=lambda spec: place[spec.eid])
    if sort == "chapter":
        inside = deck.choose(chapter=eid)
    elif sort == "article":
        inside = deck.choose(article=eid)
    else:
        return specs
    keys = {spec.key for spec in inside}
    return [spec for spec in specs if spec.key in keys]


def _card_page(
    learner: Learner, state: PracticeSession, memories: dict[str, Memory], *, empty: bool = False
) -> Response:
    """Render the next card without its answer."""
    deck = learner.deck()
    spec = deck.by_key[state.keys[state.answered]]
    card = deck.make_card(spec, state.seed, learner.language, typed=state.typed)
    context = {**_shared_context(learner, state, memories), "card": card, "empty": empty}
    return learner.show("training/card.html", context)


def _shared_context(
    learner: Learner, state: PracticeSession, memories: dict[str, Memory]
) -> dict[str, object]:
    return {
        "at": state,
        "sitting": learner.training.signer.dump(state),
        "progress": "" if learner.account is not None else write_progress(learner.act, memories),
        "left": max(0, state.started + 60 * state.minutes - learner.now) if state.minutes else 0,
    }
