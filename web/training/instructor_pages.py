"""Pages of exam papers for instructors: setting them, results, exclusion of cards."""

from dataclasses import dataclass, replace
from secrets import token_urlsafe
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from data.model import LANGUAGES
from qa.citation import label
from qa.drills.card import Card, CardKind
from qa.drills.exam_paper import grade, paper_cards, percent, sample_cards, weakest_provisions
from web.accounts.auth import Instructor, require_role
from web.accounts.roles import Account, Role
from web.http.requests import Text, redirect
from web.http.site import state_of
from web.training.exam import MAX_CARDS, MAX_MINUTES, MIN_CARDS
from web.training.exam_pages import csv_response
from web.training.exam_papers import Attempt, Paper
from web.training.requests import Learner

router = APIRouter(include_in_schema=False)

LearnerAccount = Annotated[Account, Depends(require_role(Role.LEARNER))]


@dataclass(frozen=True, slots=True)
class Result:
    """Result of one attempt; ``state`` is open, late, passed or failed."""

    attempt: Attempt
    state: str
    score: int
    marks: tuple[bool | None, ...]


@router.get("/papers")
def papers_page(request: Request, account: LearnerAccount) -> Response:
    """Return the papers that an instructor sees, or those of a learner's group."""
    who = learner_of(request, account)
    teaches = account.may(Role.INSTRUCTOR)
    sees = is_seen if teaches else is_for
    deck = who.deck()
    context = {
        "papers": [paper for paper in who.training.papers.all() if sees(paper, account)],
        "teaches": teaches,
        "acts": who.corpus.acts,
        "kinds": [(kind, len(deck.by_kind[kind]), deck.missing.get(kind)) for kind in CardKind],
        "most": MAX_CARDS,
        "least": MIN_CARDS,
        "most_minutes": MAX_MINUTES,
    }
    return who.show("training/papers.html", context)


@router.post("/papers")
def set_paper(
    request: Request,
    account: Instructor,
    title: Annotated[str, Form(min_length=1, max_length=100)],
    act: Text = "",
    group: Annotated[str, Form(max_length=64)] = "",
    kind: Annotated[list[CardKind], Form(max_length=8)] = [],  # noqa: B006
    count: Annotated[int, Form(ge=MIN_CARDS, le=MAX_CARDS)] = 20,
    minutes: Annotated[int, Form(ge=1, le=MAX_MINUTES)] = 30,
    pass_mark: Annotated[int, Form(ge=1, le=100)] = 70,
) -> Response:
    """Draw a paper and store it: all learners get its cards in the same order."""
    site = state_of(request)
    of_act = site.corpus.act(act) if act else site.corpus.default
    who = replace(learner_of(request, account), act=of_act)
    address, seed = f"{of_act.id}@{of_act.edition_id}", token_urlsafe(9)
    deck = who.deck(address)
    keys = [spec.key for spec in sample_cards(deck, kind or tuple(CardKind), count, seed)]
    if not keys:
        return who.refuse("no_cards")
    code = who.training.papers.add(
        Paper(
            code="",
            title=title.strip(),
            group=group.strip(),
            address=address,
            dealt={language: paper_cards(deck, keys, seed, language) for language in LANGUAGES},
            struck=frozenset(),
            minutes=minutes,
            pass_mark=pass_mark,
            closed=False,
            made_by=account.name,
            made_at=who.training.clock(),
        )
    )
    return redirect(request, f"/papers/{code}/group")


@router.get("/papers/{code}/group")
def group_page(request: Request, account: Instructor, code: str) -> Response:
    """Return the results of a group, its weakest provisions and the cards of the paper."""
    who, paper = seen_paper(request, account, code)
    cards = paper.cards(who.language)
    results = results_of(who, paper, cards)
    done = [result for result in results if result.attempt.given is not None]
    marked: dict[str, list[bool]] = {}
    for result in done:
        for card, right in zip(cards, result.marks, strict=True):
            if right is not None:
                marked.setdefault(card.spec.eid, []).append(right)
    context = {
        "paper": paper,
        "results": results,
        "weakest": weakest_provisions(marked),
        "cards": cards,
        "passed": sum(result.state == "passed" for result in done),
        "done": len(done),
    }
    return who.show("training/group.html", context)


@router.get("/papers/{code}/group.csv")
def group_csv(request: Request, account: Instructor, code: str) -> Response:
    """Return the results of a group as a CSV file: one learner a row, one card a column."""
    who, paper = seen_paper(request, account, code)
    cards = paper.cards(who.language)
    say = who.site.wording[who.language].say
    head = [
        say("exam.column.name"),
        say("exam.column.state"),
        say("exam.column.percent"),
        say("exam.column.started"),
        say("exam.column.handed_in"),
        *(
            f"{number}. {label(who.act, card.spec.eid, who.language)}"
            for number, card in enumerate(cards, start=1)
        ),
    ]
    signs = {True: "1", False: "0", None: ""}
    rows: list[list[object]] = [list(head)]
    for result in results_of(who, paper, cards):
        at = result.attempt.handed_in_at
        rows.append(
            [
                result.attempt.name,
                say(f"papers.state.{result.state}"),
                result.score if result.attempt.given is not None else "",
                result.attempt.started_at.isoformat(timespec="seconds"),
                at.isoformat(timespec="seconds") if at else "",
                *(signs[each] for each in result.marks),
            ]
        )
    return csv_response(rows, f"bapta-{code}")


@router.post("/papers/{code}/strike")
def exclude_card(
    request: Request, account: Instructor, code: str, key: Text = "", struck: Text = ""
) -> Response:
    """Exclude a card from the marking, or include it again."""
    who, _ = seen_paper(request, account, code)
    who.training.papers.strike(account.name, code, key, struck=bool(struck))
    return redirect(request, f"/papers/{code}/group")


@router.post("/papers/{code}/close")
def close(request: Request, account: Instructor, code: str, closed: Text = "") -> Response:
    """Close the paper for those who have not begun, or open it again."""
    who, _ = seen_paper(request, account, code)
    who.training.papers.close(account.name, code, closed=bool(closed))
    return redirect(request, f"/papers/{code}/group")


def is_for(paper: Paper, account: Account) -> bool:
    """Return whether a learner may sit a paper: it is for the learner's group, or for all."""
    return paper.group in {"", account.group}


def is_seen(paper: Paper, account: Account) -> bool:
    """Return whether an instructor sees a paper: the author, one of its group, or an admin."""
    own_group = bool(account.group) and account.group == paper.group
    return account.role is Role.ADMIN or paper.made_by == account.name or own_group


def learner_of(request: Request, account: Account) -> Learner:
    """Return the account as a learner of the site's first act."""
    site = state_of(request)
    return Learner(request, site, account, site.corpus.default)


def seen_paper(request: Request, account: Account, code: str) -> tuple[Learner, Paper]:
    """Return the paper of a code; HTTPException (404) where the account does not see it."""
    who = learner_of(request, account)
    paper = who.training.papers.of(code)
    if paper is None or not is_seen(paper, account):
        raise HTTPException(404)
    return replace(who, act=who.corpus.at(paper.address)), paper


def results_of(who: Learner, paper: Paper, cards: tuple[Card, ...]) -> list[Result]:
    """Mark every attempt at a paper."""
    return [result_of(paper, cards, each) for each in who.training.papers.attempts(paper)]


def result_of(paper: Paper, cards: tuple[Card, ...], attempt: Attempt) -> Result:
    """Mark one attempt; the options of a card are the same in all languages."""
    if attempt.given is None:
        return Result(attempt, "late" if attempt.handed_in_at else "open", 0, ())
    marks = grade(cards, attempt.given, paper.struck)
    score = percent(marks)
    return Result(attempt, "passed" if score >= paper.pass_mark else "failed", score, marks)
