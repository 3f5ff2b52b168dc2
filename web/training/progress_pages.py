"""Progress page with a plot by article, and export and import of a progress file."""

from collections import Counter
from dataclasses import dataclass

from fastapi import APIRouter, Depends, UploadFile
from starlette.responses import Response

from data.eid import article_of
from data.model import Provision
from qa.drills.deck import Deck
from qa.drills.scheduler import Memory
from qa.drills.selection import retired_cards
from web.http.request_cost import TRAINING, limited
from web.http.requests import Text
from web.training.goals import chapter_goals, next_goal
from web.training.progress import MAX_PROGRESS_BYTES, ProgressError, read_progress, write_progress
from web.training.requests import LearnerOf
from web.training.start_page import start_form

router = APIRouter(include_in_schema=False, dependencies=[Depends(limited(TRAINING))])


@dataclass(frozen=True, slots=True)
class ArticleProgress:
    """Numbers of an article's cards that are known, being learnt, and not yet seen."""

    top: Provision
    known: int
    learning: int
    unseen: int

    @property
    def total(self) -> int:
        return self.known + self.learning + self.unseen


@router.post("/train/{act}/progress")
def progress_page(learner: LearnerOf, progress: Text = "") -> Response:
    """Show the account's progress or, without one, that in the form."""
    try:
        memories = learner.memories(progress)
    except ProgressError as error:
        return learner.refuse(f"progress_{error.code}")
    deck = learner.deck()
    rows = _progress_by_article(deck, memories)
    goals = chapter_goals(deck, memories, learner.now, learner.left_out())
    context = {
        "rows": rows,
        "goals": goals,
        "next_goal": next_goal(goals),
        "retired": len(retired_cards(deck.by_key.keys(), memories)),
        "progress": "" if learner.account else progress,
    }
    return learner.show("training/progress.html", context)


@router.post("/train/{act}/export")
def export(learner: LearnerOf, progress: Text = "") -> Response:
    """Return the progress as a JSON file."""
    try:
        memories = learner.memories(progress)
    except ProgressError as error:
        return learner.refuse(f"progress_{error.code}")
    name = f"bapta-{learner.act.id}.json"
    return Response(
        write_progress(learner.act, memories),
        media_type="application/json",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store",
        },
    )


@router.post("/train/{act}/import")
def import_(learner: LearnerOf, file: UploadFile) -> Response:
    """Import a progress file; memories of changed provisions are retired."""
    content = file.file.read(MAX_PROGRESS_BYTES + 1)
    try:
        text = content.decode("utf-8-sig")
        if len(content) > MAX_PROGRESS_BYTES or not text.strip():
            raise ProgressError("broken")
        memories = read_progress(text, learner.act)
    except (UnicodeDecodeError, ProgressError) as error:
        return learner.refuse(
            f"progress_{error.code if isinstance(error, ProgressError) else 'broken'}"
        )
    deck = learner.deck()
    retired = retired_cards(deck.by_key.keys(), memories)
    wording = learner.site.wording[learner.language]
    notice = wording.count("train.imported", len(memories) - len(retired))
    if retired:
        notice += " " + wording.count("train.imported_retired", len(retired))
    if learner.account is not None:
        learner.training.memories.keep(learner.account.id, learner.act.id, memories)
    return start_form(learner, write_progress(learner.act, memories), notice)


def _progress_by_article(deck: Deck, memories: dict[str, Memory]) -> list[ArticleProgress]:
    """Count the cards of each article that has some, in the order of the act."""
    known: Counter[str] = Counter()
    learning: Counter[str] = Counter()
    cards: Counter[str] = Counter()
    for spec in deck.by_key.values():
        top = article_of(spec.eid)
        memory = memories.get(spec.key)
        cards[top] += 1
        if memory is not None:
            (known if memory.is_learned else learning)[top] += 1
    return [
        ArticleProgress(
            deck.act.by_eid[top], known[top], learning[top], cards[top] - known[top] - learning[top]
        )
        for top in dict.fromkeys(article_of(each.eid) for each in deck.act.provisions)
        if cards[top] and top in deck.act.by_eid
    ]
