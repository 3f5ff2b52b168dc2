"""Pages of an exam without an account: the paper, its submission and its results."""

from collections.abc import Mapping
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
from web.training.signed_state import SealError

router = APIRouter(include_in_schema=False)

Raw = Annotated[Mapping[int, list[str]], Depends(raw_answers)]


@router.get("/train/{act}/exam", dependencies=[Depends(limited(TRAINING))])
def exam_form(who: LearnerOf) -> Response:
    """Return the form that begins an exam."""
    deck = who.deck()
    context = {
        "kinds": [(kind, len(deck.by_kind[kind]), deck.missing.get(kind)) for kind in CardKind],
        "most": MAX_CARDS,
        "least": MIN_CARDS,
        "most_minutes": MAX_MINUTES,
    }
    return who.show("training/exam_form.html", context)


@router.post("/train/{act}/exam", dependencies=[Depends(limited(TRAINING))])
def begin(
    who: LearnerOf,
    kind: Annotated[list[CardKind], Form(max_length=8)] = [],  # noqa: B006
    count: Annotated[int, Form(ge=MIN_CARDS, le=MAX_CARDS)] = 20,
    minutes: Annotated[int, Form(ge=1, le=MAX_MINUTES)] = 30,
    pass_mark: Annotated[int, Form(ge=1, le=100)] = 70,
    code: Annotated[str, Form(max_length=40)] = "",
    name: Annotated[str, Form(max_length=80)] = "",
) -> Response:
    """Draw the paper and start its time. The same ``code`` draws the same paper."""
    ticket = Ticket(
        address=f"{who.act.id}@{who.act.edition_id}",
        seed=code.strip() or token_urlsafe(6),
        kinds=tuple(kind) or tuple(CardKind),
        count=count,
        minutes=minutes,
        pass_mark=pass_mark,
        language=who.language,
        name=name.strip(),
        digest="",
        nonce=token_urlsafe(18),
        started=who.now,
    )
    cards = exam_cards(who, ticket)
    if not cards:
        return who.refuse("no_cards")
    ticket = ticket.model_copy(update={"digest": options_digest(cards)})
    context = {
        "cards": cards,
        "ticket": ticket,
        "sealed": who.training.sealer.seal(ticket),
        "action": f"/train/{who.act.id}/exam/hand-in",
        "left": 60 * ticket.minutes,
        "title": "",
    }
    return who.show("training/exam.html", context)


@router.post("/train/{act}/exam/hand-in", dependencies=[Depends(limited())])
def hand_in(who: LearnerOf, raw: Raw, ticket: Text = "") -> Response:
    """Mark a paper once, if it comes in time."""
    try:
        opened = who.training.sealer.open(Ticket, ticket)
        who, cards = _opened(who, opened)
    except SealError:
        return who.refuse("forged")
    except ActError:
        return who.refuse("changed")
    if options_digest(cards) != opened.digest:
        return who.refuse("changed")
    latest = opened.end + int(GRACE.total_seconds())
    if who.now > latest:
        return who.refuse("late")
    until = datetime.fromtimestamp(latest + 60, UTC)
    if not who.training.papers.first_time(opened.nonce, until, who.training.clock()):
        return who.refuse("replayed")
    given = read_answers(cards, raw)
    handed = Submission(
        ticket=opened, given=tuple((each.chosen, each.typed) for each in given), at=who.now
    )
    views = card_views(who, cards, given)
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
        "at": datetime.fromtimestamp(who.now, UTC),
        "handed": who.training.sealer.seal(handed),
        "title": "",
    }
    return who.show("training/result.html", context)


@router.post("/train/{act}/exam/csv", dependencies=[Depends(limited(TRAINING))])
def as_csv(who: LearnerOf, handed: Text = "") -> Response:
    """Return the results as a CSV file."""
    try:
        opened = who.training.sealer.open(Submission, handed)
        who, cards = _opened(who, opened.ticket)
    except SealError:
        return who.refuse("forged")
    except ActError:
        return who.refuse("changed")
    if options_digest(cards) != opened.ticket.digest:
        return who.refuse("changed")
    views = card_views(who, cards, [SubmittedAnswer(*each) for each in opened.given])
    return csv_response(result_table(who, views), f"bapta-{who.act.id}-{opened.ticket.seed}")


def _opened(who: Learner, ticket: Ticket) -> tuple[Learner, tuple[Card, ...]]:
    """Return the learner on the act of the ticket, and its cards. Raises ActError."""
    return replace(who, act=who.corpus.at(ticket.address)), exam_cards(who, ticket)


def exam_cards(who: Learner, ticket: Ticket) -> tuple[Card, ...]:
    """Return the cards of a ticket. Raises ActError where its edition is gone."""
    deck = who.deck(ticket.address)
    keys = [spec.key for spec in sample_cards(deck, ticket.kinds, ticket.count, ticket.seed)]
    return paper_cards(deck, keys, ticket.seed, ticket.language)


def card_views(
    who: Learner,
    cards: tuple[Card, ...],
    given: list[SubmittedAnswer] | tuple[SubmittedAnswer, ...],
) -> list[Answered]:
    """Return the marked cards."""
    return [
        answered(who.corpus, who.act, card, each, right, who.language)
        for card, each, right in zip(cards, given, grade(cards, given), strict=True)
    ]


def result_table(who: Learner, views: list[Answered]) -> list[list[object]]:
    """Return the results of one paper, one card a row, below a row of headings."""
    say = who.site.wording[who.language].say
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
                label(who.act, view.card.spec.eid, who.language),
                *answer_words(view, frames),
                marks[view.right],
            ]
            for number, view in enumerate(views, start=1)
        ),
    ]


def csv_response(rows: list[list[object]], name: str) -> Response:
    """Return the rows as a CSV download; other than ASCII letters leave its file name."""
    plain = "".join(sign for sign in name if sign.isascii() and (sign.isalnum() or sign in "-_"))
    return Response(
        write_csv(rows),
        media_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{plain or "bapta"}.csv"',
            "Cache-Control": "no-store",
        },
    )
