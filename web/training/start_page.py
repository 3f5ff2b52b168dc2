"""Start page of training (``/train``) with the choice of act, cards and length."""

from fastapi import APIRouter, Depends
from starlette.responses import Response

from qa.drills.card import CardKind
from web.http.request_cost import TRAINING, limited
from web.training.goals import chapter_goals, next_goal
from web.training.practice_session import LENGTHS, MINUTES
from web.training.progress import ProgressError, read_progress
from web.training.requests import Learner, LearnerOf

router = APIRouter(include_in_schema=False, dependencies=[Depends(limited(TRAINING))])


@router.get("/train")
@router.get("/train/{act}")
def start(learner: LearnerOf) -> Response:
    """Show the form that begins a session."""
    return start_form(learner)


def start_form(
    learner: Learner, progress: str = "", notice: str = "", status: int = 200
) -> Response:
    """Render the start page; it carries ``progress`` for a browser without a script."""
    deck = learner.deck()
    try:
        remembered = read_progress(progress, learner.act)
    except ProgressError:
        progress, remembered = "", {}
    if learner.account is not None:
        remembered = learner.training.memories.of(learner.account.id, learner.act.id)
    with_cards = {spec.eid.partition("__")[0] for spec in deck.by_key.values()}
    context = {
        "kinds": [(kind, len(deck.by_kind[kind]), deck.missing.get(kind)) for kind in CardKind],
        "chapters": [each for each in learner.act.chapters if deck.choose(chapter=each.eid)],
        "articles": [article for article in learner.act.articles if article.eid in with_cards],
        "lengths": LENGTHS,
        "minutes": MINUTES,
        "asked_most": bool(learner.training.asked_most.eids(learner.act.id)),
        "due": sum(
            1 for key, each in remembered.items() if key in deck.by_key and each.due <= learner.now
        ),
        "goal": next_goal(chapter_goals(deck, remembered, learner.now, learner.left_out())),
        "progress": progress,
        "notice": notice,
        "others": [act for act in learner.corpus.acts if act.id != learner.act.id],
    }
    return learner.show("training/start.html", context, status=status)
