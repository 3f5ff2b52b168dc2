"""Pages of an exam without an account: form, paper, results, and CSV."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from secrets import token_urlsafe
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.exceptions import HTTPException
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
from web.http.formats import csv_response
from web.http.request_cost import SAVE, TRAINING, limited
from web.http.requests import Text, redirect
from web.training.card_view import Answered
from web.training.exam import (
    MAX_CARDS,
    MAX_MINUTES,
    MIN_CARDS,
    Numbers,
    Submission,
    Ticket,
    answer_words,
    changed_answers,
    complete_answers,
    raw_answers,
    read_answers,
)
from web.training.exam_papers import GRACE
from web.training.requests import Learner, LearnerOf
from web.training.self_tests import SelfTest
from web.training.signed_state import SignatureError

router = APIRouter(include_in_schema=False)

Raw = Annotated[Mapping[int, list[str]], Depends(raw_answers)]


@router.get("/train/{act}/exam", dependencies=[Depends(limited(TRAINING))])
def exam_form(learner: LearnerOf) -> Response:
    """Show the form that begins an exam, and the exams that an account can go on with."""
    deck = learner.deck()
    started: tuple[SelfTest, ...] = ()
    if learner.account is not None:
        started = learner.training.self_tests.open(
            learner.account.id, learner.act.pinned_address, learner.training.clock()
        )
    context = {
        "kinds": [(kind, len(deck.by_kind[kind]), deck.missing.get(kind)) for kind in CardKind],
        "most": MAX_CARDS,
        "least": MIN_CARDS,
        "most_minutes": MAX_MINUTES,
        "started": started,
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
    """Draw the paper and start the time; the same ``code`` draws the same paper.

    The first exam under a code fixes its terms, so that no other choice draws other cards.
    """
    code = code.strip()
    ticket = Ticket(
        address=learner.act.pinned_address,
        seed=code or token_urlsafe(6),
        kinds=tuple(kind) or tuple(CardKind),
        count=count,
        minutes=minutes,
        pass_mark=pass_mark,
        language=learner.language,
        name=name.strip(),
        digest="",
        nonce=token_urlsafe(18),
        started=learner.now,
        left_out=tuple(sorted(learner.left_out())),
    )
    tests = learner.training.self_tests
    first = tests.terms(ticket.address, code) if code else None
    if first is not None:
        fixed = ("kinds", "count", "minutes", "pass_mark", "left_out")
        ticket = ticket.model_copy(update={each: getattr(first, each) for each in fixed})
    cards = exam_cards(learner, ticket)
    if not cards:
        return learner.refuse("no_cards")
    ticket = ticket.model_copy(update={"digest": options_digest(cards)})
    account = learner.account.id if learner.account is not None else None
    test = tests.begin(ticket, account, code, learner.training.clock())
    if test.handed_in_at is not None:
        return learner.refuse("replayed")
    return redirect(learner.request, f"/train/{learner.act.id}/exam/{test.ticket.nonce}")


@router.get("/train/{act}/exam/{nonce}", dependencies=[Depends(limited(TRAINING))])
def exam_page(learner: LearnerOf, nonce: str) -> Response:
    """Show a started exam with the answers so far."""
    test = _own_test(learner, nonce)
    if test.handed_in_at is not None:
        return learner.refuse("replayed")
    ticket = test.ticket
    try:
        learner, cards = _open_ticket(learner, ticket)
    except ActError:
        return learner.refuse("changed")
    if options_digest(cards) != ticket.digest:
        return learner.refuse("changed")
    return learner.show("training/exam.html", _exam_context(learner, test, cards))


@router.post("/train/{act}/exam/{nonce}/save", dependencies=[Depends(limited(SAVE))])
def save(
    learner: LearnerOf,
    raw: Raw,
    nonce: str,
    card: Numbers = [],  # noqa: B006
    quiet: Text = "",
) -> Response:
    """Keep the answers so far, to the cards that the form names or to all."""
    test = _own_test(learner, nonce)
    cards = exam_cards(learner, test.ticket)
    changed = changed_answers(cards, raw, card)
    now = learner.training.clock()
    kept = learner.training.self_tests.keep(nonce, len(cards), changed, now)
    if quiet:
        return Response(status_code=204 if kept else 409)
    return redirect(learner.request, f"/train/{learner.act.id}/exam/{nonce}")


@router.post("/train/{act}/exam/hand-in", dependencies=[Depends(limited())])
def hand_in(learner: LearnerOf, raw: Raw, ticket: Text = "", confirm: Text = "") -> Response:
    """Grade a paper. Repeated ones are refused; of a late one the answers so far count."""
    try:
        opened = learner.training.signer.load(Ticket, ticket)
        learner, cards = _open_ticket(learner, opened)
    except SignatureError:
        return learner.refuse("forged")
    except ActError:
        return learner.refuse("changed")
    if options_digest(cards) != opened.digest:
        return learner.refuse("changed")
    test = learner.training.self_tests.of(opened.nonce)
    draft = test.draft if test is not None else ()
    now = learner.training.clock()
    latest = opened.end + int(GRACE.total_seconds())
    late = learner.now > latest
    if late and not draft:
        return learner.refuse("late")
    given = read_answers(cards, {} if late else raw)
    given = complete_answers(given, draft)
    blank = [number for number, each in enumerate(given, start=1) if each.is_empty]
    if blank and not confirm and not late and test is not None and test.handed_in_at is None:
        learner.training.self_tests.keep(opened.nonce, len(cards), dict(enumerate(given)), now)
        return learner.show(
            "training/blank.html",
            {
                "blank": blank,
                "sealed": ticket,
                "back": f"/train/{learner.act.id}/exam/{opened.nonce}",
                "action": f"/train/{learner.act.id}/exam/hand-in",
                "title": "",
            },
        )
    # Graded first, so that a fault leaves the exam as it was.
    views = _graded_views(learner, cards, given)
    until = datetime.fromtimestamp(max(latest, learner.now) + 86_400, UTC)
    if not learner.training.papers.first_time(opened.nonce, until, now):
        return learner.refuse("replayed")
    learner.training.self_tests.hand_in(opened.nonce, now)
    at = min(learner.now, latest)
    handed = Submission(
        ticket=opened, given=tuple((each.chosen, each.typed) for each in given), at=at
    )
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
        "at": datetime.fromtimestamp(at, UTC),
        "handed": learner.training.signer.dump(handed),
        "title": "",
        "late": late,
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


def _own_test(learner: Learner, nonce: str) -> SelfTest:
    """Return a started exam of this act; HTTPException (404) for one of another account."""
    test = learner.training.self_tests.of(nonce)
    account = learner.account.id if learner.account is not None else None
    if test is None or test.ticket.address.partition("@")[0] != learner.act.id:
        raise HTTPException(404)
    if test.account is not None and test.account != account:
        raise HTTPException(404)
    return test


def _exam_context(learner: Learner, test: SelfTest, cards: Sequence[Card]) -> dict[str, object]:
    path = f"/train/{test.ticket.address.partition('@')[0]}/exam"
    return {
        "cards": cards,
        "given": complete_answers([SubmittedAnswer()] * len(cards), test.draft),
        "ticket": test.ticket,
        "sealed": learner.training.signer.dump(test.ticket),
        "action": f"{path}/hand-in",
        "save": f"{path}/{test.ticket.nonce}/save",
        "left": max(0, test.ticket.end - learner.now),
        "title": "",
    }


def exam_cards(learner: Learner, ticket: Ticket) -> tuple[Card, ...]:
    """Draw the cards of a ticket. Raises ActError if the edition no longer exists."""
    deck = learner.deck(ticket.address)
    # A started exam keeps cards that are struck out later.
    specs = sample_cards(deck, ticket.kinds, ticket.count, ticket.seed, (), ticket.left_out)
    keys = [spec.key for spec in specs]
    return paper_cards(deck, keys, ticket.seed, ticket.language)


def _graded_views(
    learner: Learner,
    cards: tuple[Card, ...],
    given: Sequence[SubmittedAnswer],
) -> list[Answered]:
    return [
        learner.view(card, each, right)
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
