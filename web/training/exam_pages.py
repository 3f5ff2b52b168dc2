"""Pages of an exam without an account: form, paper, results, and CSV."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from secrets import token_urlsafe
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.responses import Response

from data.errors import ActError
from qa.citation import label
from qa.drills.card import Card, CardKind
from qa.drills.exam_paper import (
    SubmittedAnswer,
    grade,
    options_digest,
    paper_cards,
    percent,
    sample_cards,
)
from web.http.formats import write_csv
from web.http.request_cost import TRAINING, limited
from web.http.requests import Text
from web.training.card_view import Answered, answered
from web.training.exam import (
    MAX_CARDS,
    MAX_MINUTES,
    MIN_CARDS,
    Submission,
    Ticket,
    answer_words,
    raw_answers,
    read_answers,
)
from web.training.exam_papers import GRACE
from web.training.requests import Learner, LearnerOf
from web.training.signed_state import SignatureError

router = APIRouter(include_in_schema=False)

Raw = Annotated[Mapping[int, list[str]], Depends(raw_answers)]


@router.get("/train/{act}/exam", dependencies=[Depends(limited(TRAINING))])
def exam_form(learner: LearnerOf) -> Response:
    """Show the form that begins an exam."""
    deck = learner.deck()
    context = {
        "kinds": [(kind, len(deck.by_kind[kind]), deck.missing.get(kind)) for kind in CardKind],
        "most": MAX_CARDS,
        "least": MIN_CARDS,
        "most_minutes": MAX_MINUTES,
    }
    return learner.show("training/exam_form.html", context)


@router.post("/train/{act}/exam", dependencies=[Depends(limited(TRAINING))])
def begin(
    learner: LearnerOf,
    kind: Annotated[list[CardKind], Form(max_length=8)] = [],  # noqa: B006
    count: Annotated[int, Form(ge=MIN_CARDS, le=MAX_CARDS)] = 20,
    minutes: Annotated[int, Form(ge=1, le=MAX_MINUTES)] = 30,
    pass_mark: Annotated[int, Form(ge=1, le=100)] = 70,
    code: Annotated[str, Form(max_length=40)] = "",
    name: Annotated[str, Form(max_length=80)] = "",
) -> Response:
    """Draw the paper and start the time; the same ``code`` draws the same paper."""
    ticket = Ticket(
        address=f"{learner.act.id}@{learner.act.edition_id}",
        seed=code.strip() or token_urlsafe(6),
        kinds=tuple(kind) or tuple(CardKind),
        count=count,
        minutes=minutes,
        pass_mark=pass_mark,
        language=learner.language,
        name=name.strip(),
        digest="",
        nonce=token_urlsafe(18),
        started=learner.now,
    )
    cards = exam_cards(learner, ticket)
    if not cards:
        return learner.refuse("no_cards")
    ticket = ticket.model_copy(update={"digest": options_digest(cards)})
    context = {
        "cards": cards,
        "ticket": ticket,
        "sealed": learner.training.signer.dump(ticket),
        "action": f"/train/{learner.act.id}/exam/hand-in",
        "left": 60 * ticket.minutes,
        "title": "",
    }
    return learner.show("training/exam.html", context)


@router.post("/train/{act}/exam/hand-in", dependencies=[Depends(limited())])
def hand_in(learner: LearnerOf, raw: Raw, ticket: Text = "") -> Response:
    """Grade a paper; late and repeated ones are refused."""
    try:
        opened = learner.training.signer.load(Ticket, ticket)
        learner, cards = _open_ticket(learner, opened)
    except SignatureError:
        return learner.refuse("forged")
    except ActError:
        return learner.refuse("changed")
    if options_digest(cards) != opened.digest:
        return learner.refuse("changed")
    latest = opened.end + int(GRACE.total_seconds())
    if learner.now > latest:
        return learner.refuse("late")
    until = datetime.fromtimestamp(latest + 60, UTC)
    if not learner.training.papers.first_time(opened.nonce, until, learner.training.clock()):
        return learner.refuse("replayed")
    given = read_answers(cards, raw)
    handed = Submission(
        ticket=opened, given=tuple((each.chosen, each.typed) for each in given), at=learner.now
    )
    views = _graded_views(learner, cards, given)
    score = percent([view.right for view in views])
    context = {
        "views": views,
        "name": opened.name,
        "code": opened.seed,
        "score": score,
        "passed": score >= opened.pass_mark,
        "pass_mark": opened.pass_mark,
        "right": sum(bool(view.right) for view in views),
        "counted": len(views),
        "at": datetime.fromtimestamp(learner.now, UTC),
        "handed": learner.training.signer.dump(handed),
        "title": "",
    }
    return learner.show("training/result.html", context)


@router.post("/train/{act}/exam/csv", dependencies=[Depends(limited(TRAINING))])
def as_csv(learner: LearnerOf, handed: Text = "") -> Response:
    """Return the results as CSV."""
    try:
        opened = learner.training.signer.load(Submission, handed)
        learner, cards = _open_ticket(learner, opened.ticket)
    except SignatureError:
        return learner.refuse("forged")
    except ActError:
        return learner.refuse("changed")
    if options_digest(cards) != opened.ticket.digest:
        return learner.refuse("changed")
    views = _graded_views(learner, cards, [SubmittedAnswer(*each) for each in opened.given])
    return csv_response(
        _result_table(learner, views), f"bapta-{learner.act.id}-{opened.ticket.seed}"
    )


def _open_ticket(learner: Learner, ticket: Ticket) -> tuple[Learner, tuple[Card, ...]]:
    """Return the learner on the ticket's act, and the cards. Raises ActError."""
    return replace(learner, act=learner.corpus.at(ticket.address)), exam_cards(learner, ticket)


def exam_cards(learner: Learner, ticket: Ticket) -> tuple[Card, ...]:
    """Draw the cards of a ticket. Raises ActError if the edition no longer exists."""
    deck = learner.deck(ticket.address)
    keys = [spec.key for spec in sample_cards(deck, ticket.kinds, ticket.count, ticket.seed)]
    return paper_cards(deck, keys, ticket.seed, ticket.language)


def _graded_views(
    learner: Learner,
    cards: tuple[Card, ...],
    given: Sequence[SubmittedAnswer],
) -> list[Answered]:
    return [
        answered(learner.corpus, learner.act, card, each, right, learner.language)
        for card, each, right in zip(cards, given, grade(cards, given), strict=True)
    ]


def _result_table(learner: Learner, views: list[Answered]) -> list[list[object]]:
    """Return a row of headings, then one row for each card."""
    say = learner.site.wording[learner.language].say
    frames = {frame: say(f"train.frame.{frame}") for frame in ("right", "duty", "prohibition")}
    head = [
        say("exam.column.number"),
        say("exam.column.kind"),
        say("exam.column.provision"),
        say("exam.column.given"),
        say("exam.column.right"),
        say("exam.column.mark"),
    ]
    marks = {True: "1", False: "0", None: ""}
    return [
        list(head),
        *(
            [
                number,
                say(f"train.kind.{view.card.spec.kind}"),
                label(learner.act, view.card.spec.eid, learner.language),
                *answer_words(view, frames),
                marks[view.right],
            ]
            for number, view in enumerate(views, start=1)
        ),
    ]


def csv_response(rows: list[list[object]], name: str) -> Response:
    """Return the rows as a CSV download; other than ASCII letters leave its file name."""
    plain = "".join(char for char in name if char.isascii() and (char.isalnum() or char in "-_"))
    return Response(
        write_csv(rows),
        media_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{plain or "bapta"}.csv"',
            "Cache-Control": "no-store",
        },
    )
