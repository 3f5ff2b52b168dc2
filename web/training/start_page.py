"""The start page of training, ``/train``."""

from fastapi import APIRouter, Depends
from starlette.responses import Response

from data.model import Act, Provision
from qa.drills.card import CardKind
from web.http.request_cost import TRAINING, limited
from web.training.practice_session import LENGTHS, MINUTES
from web.training.progress import ProgressError, read_progress
from web.training.requests import Learner, LearnerOf

router = APIRouter(include_in_schema=False, dependencies=[Depends(limited(TRAINING))])


@router.get("/train")
@router.get("/train/{act}")
def start(who: LearnerOf) -> Response:
    """Return the form that begins a session."""
    return start_form(who)


def start_form(who: Learner, progress: str = "", notice: str = "", status: int = 200) -> Response:
    """Return the start page; ``progress`` is carried on for browsers without a script."""
    deck = who.deck()
    try:
        remembered = read_progress(progress, who.act)
    except ProgressError:
        progress, remembered = "", {}
    if who.account is not None:
        remembered = who.training.memories.of(who.account.id, who.act.id)
    context = {
        "kinds": [(kind, len(deck.by_kind[kind]), deck.missing.get(kind)) for kind in CardKind],
        "chapters": [each for each in who.act.chapters if deck.choose(chapter=each.eid)],
        "articles": _articles(who.act, {spec.eid for spec in deck.by_key.values()}),
        "lengths": LENGTHS,
        "minutes": MINUTES,
        "asked_most": bool(who.training.asked_most.eids(who.act.id)),
        "due": sum(
            1 for key, each in remembered.items() if key in deck.by_key and each.due <= who.now
        ),
        "progress": progress,
        "notice": notice,
        "others": [act for act in who.corpus.acts if act.id != who.act.id],
    }
    return who.show("training/start.html", context, status=status)


def _articles(act: Act, eids: set[str]) -> list[Provision]:
    """Return the articles that have cards."""
    tops = {eid.partition("__")[0] for eid in eids}
    return [each for each in act.articles if each.eid in tops]
