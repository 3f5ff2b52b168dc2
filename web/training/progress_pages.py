"""Pages of progress: the chart by article, export and import."""

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
from web.training.progress import MAX_PROGRESS_BYTES, ProgressError, read_progress, write_progress
from web.training.requests import Learner, LearnerOf
from web.training.start_page import start_form

router = APIRouter(include_in_schema=False, dependencies=[Depends(limited(TRAINING))])


@dataclass(frozen=True, slots=True)
class ArticleProgress:
    """Numbers of cards of an article that are known, being learnt and not seen yet."""

    top: Provision
    known: int
    learning: int
    unseen: int

    @property
    def of(self) -> int:
        return self.known + self.learning + self.unseen


@router.post("/train/{act}/progress")
def progress_page(who: LearnerOf, progress: Text = "") -> Response:
    """Return the chart of the progress of the page, or of the account."""
    try:
        memories = _memories(who, progress)
    except ProgressError as error:
        return who.refuse(f"progress_{error.code}")
    deck = who.deck()
    rows = by_article(deck, memories)
    context = {
        "rows": rows,
        "known": sum(row.known for row in rows),
        "learning": sum(row.learning for row in rows),
        "all": sum(row.of for row in rows),
        "retired": len(retired_cards(deck.by_key.keys(), memories)),
        "progress": "" if who.account else progress,
    }
    return who.show("training/progress.html", context)


@router.post("/train/{act}/export")
def export(who: LearnerOf, progress: Text = "") -> Response:
    """Return the progress as a file."""
    try:
        memories = _memories(who, progress)
    except ProgressError as error:
        return who.refuse(f"progress_{error.code}")
    name = f"bapta-{who.act.id}.json"
    return Response(
        write_progress(who.act, memories),
        media_type="application/json",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store",
        },
    )


@router.post("/train/{act}/import")
def import_(who: LearnerOf, file: UploadFile) -> Response:
    """Import a file; cards of changed provisions are retired."""
    content = file.file.read(MAX_PROGRESS_BYTES + 1)
    try:
        text = content.decode("utf-8-sig")
        if len(content) > MAX_PROGRESS_BYTES or not text.strip():
            raise ProgressError("broken")
        memories = read_progress(text, who.act)
    except (UnicodeDecodeError, ProgressError) as error:
        return who.refuse(
            f"progress_{error.code if isinstance(error, ProgressError) else 'broken'}"
        )
    deck = who.deck()
    gone = retired_cards(deck.by_key.keys(), memories)
    notice = who.site.wording[who.language].count("train.imported", len(memories) - len(gone))
    if gone:
        notice += " " + who.site.wording[who.language].count("train.imported_retired", len(gone))
    if who.account is not None:
        who.training.memories.keep(who.account.id, who.act.id, memories)
    return start_form(who, write_progress(who.act, memories), notice)


def by_article(deck: Deck, memories: dict[str, Memory]) -> list[ArticleProgress]:
    """Return the articles that have cards, in the order of the act."""
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


def _memories(who: Learner, progress: str) -> dict[str, Memory]:
    if who.account is not None:
        return who.training.memories.of(who.account.id, who.act.id)
    return read_progress(progress, who.act)
