"""Pages on which instructors set papers, see results, and exclude faulty cards."""

from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from data.eid import article_of
from qa.citation import label
from qa.drills.card import Card, CardKind
from qa.drills.exam_paper import grade, percent, weakest_provisions
from web.accounts.auth import Instructor, LearnerAccount
from web.accounts.roles import Account, Role
from web.http.formats import csv_response
from web.http.requests import Text, redirect, site_url
from web.http.site import state_of
from web.training.exam import MAX_CARDS, MAX_MINUTES, MIN_CARDS
from web.training.exam_papers import Attempt, Paper
from web.training.requests import Learner

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Result:
    """Result of one attempt; ``state`` is open, late, passed or failed."""

    attempt: Attempt
    state: str
    score: int
    marks: tuple[bool | None, ...]


@router.get("/papers")
def papers_page(
    request: Request, account: LearnerAccount, act: Annotated[str, Query(max_length=100)] = ""
) -> Response:
    """Show the papers that an instructor may view or a learner may sit.

    An instructor has the form that sets one on ``act``.
    """
    learner = account_learner(request, account)
    teaches = account.may(Role.INSTRUCTOR)
    is_listed = may_view if teaches else may_sit
    context = {
        **(setting_context(learner, act) if teaches else {}),
        "papers": [paper for paper in learner.training.papers.all() if is_listed(paper, account)],
        "teaches": teaches,
    }
    return learner.show("training/papers.html", context)


@router.get("/papers/{code}/group")
def group_page(request: Request, account: Instructor, code: str) -> Response:
    """Show the results of a group, its weakest provisions, and the cards of the paper."""
    learner, paper = _visible_paper(request, account, code)
    learner.training.papers.settle(paper, learner.training.clock())
    cards = paper.cards(learner.language)
    results = _grade_attempts(learner, paper, cards)
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
        "link": site_url(request) + f"/papers/{paper.code}",
    }
    return learner.show("training/group.html", context)


@router.get("/papers/{code}/group.csv")
def group_csv(request: Request, account: Instructor, code: str) -> Response:
    """Return the results of a group as CSV: one learner a row, one card a column."""
    learner, paper = _visible_paper(request, account, code)
    learner.training.papers.settle(paper, learner.training.clock())
    cards = paper.cards(learner.language)
    say = learner.site.wording[learner.language].say
    head = [
        say("exam.column.name"),
        say("exam.column.state"),
        say("exam.column.percent"),
        say("exam.column.started"),
        say("exam.column.handed_in"),
        *(
            f"{number}. {label(learner.act, card.spec.eid, learner.language)}"
            for number, card in enumerate(cards, start=1)
        ),
    ]
    signs = {True: "1", False: "0", None: ""}
    rows: list[list[object]] = [list(head)]
    for result in _grade_attempts(learner, paper, cards):
        handed_in_at = result.attempt.handed_in_at
        rows.append(
            [
                result.attempt.name,
                say(f"papers.state.{result.state}"),
                result.score if result.attempt.given is not None else "",
                result.attempt.started_at.isoformat(timespec="seconds"),
                handed_in_at.isoformat(timespec="seconds") if handed_in_at else "",
                *(signs[each] for each in result.marks),
            ]
        )
    return csv_response(rows, f"bapta-{code}")


@router.post("/papers/{code}/strike")
def exclude_card(
    request: Request, account: Instructor, code: str, key: Text = "", struck: Text = ""
) -> Response:
    """Exclude a card from grading, or include it again."""
    learner, _ = _visible_paper(request, account, code)
    learner.training.papers.exclude_card(account.name, code, key, struck=bool(struck))
    return redirect(request, f"/papers/{code}/group")


@router.post("/papers/{code}/close")
def close(request: Request, account: Instructor, code: str, closed: Text = "") -> Response:
    """Close the paper to new attempts, or reopen it."""
    learner, _ = _visible_paper(request, account, code)
    learner.training.papers.close(account.name, code, closed=bool(closed))
    return redirect(request, f"/papers/{code}/group")


def setting_context(learner: Learner, act: str) -> dict[str, object]:
    """Return what the form that sets a paper on ``act`` shows, by default on the first act."""
    chosen = learner.corpus.act(act) if act else learner.corpus.default
    deck = replace(learner, act=chosen).deck()
    with_cards = {article_of(spec.eid) for spec in deck.by_key.values()}
    return {
        "chosen": chosen,
        "acts": learner.corpus.acts,
        "articles": [each for each in chosen.articles if each.eid in with_cards],
        "chapters": [each for each in chosen.chapters if deck.choose(chapter=each.eid)],
        "kinds": [(kind, len(deck.by_kind[kind]), deck.missing.get(kind)) for kind in CardKind],
        "most": MAX_CARDS,
        "least": MIN_CARDS,
        "most_minutes": MAX_MINUTES,
    }


def may_sit(paper: Paper, account: Account) -> bool:
    """Return True if the paper is for the account's group or for all groups."""
    return paper.group in {"", account.group}


def may_view(paper: Paper, account: Account) -> bool:
    """Return True for the paper's author, an account of its group, and an administrator."""
    own_group = bool(account.group) and account.group == paper.group
    return account.role is Role.ADMIN or paper.made_by == account.name or own_group


def account_learner(request: Request, account: Account) -> Learner:
    """Return the account as a learner of the site's default act."""
    site = state_of(request)
    return Learner(request, site, account, site.corpus.default)


def _visible_paper(request: Request, account: Account, code: str) -> tuple[Learner, Paper]:
    learner = account_learner(request, account)
    paper = learner.training.papers.of(code)
    if paper is None or not may_view(paper, account):
        raise HTTPException(404)
    return replace(learner, act=learner.corpus.at(paper.address)), paper


def _grade_attempts(learner: Learner, paper: Paper, cards: tuple[Card, ...]) -> list[Result]:
    return [grade_attempt(paper, cards, each) for each in learner.training.papers.attempts(paper)]


def grade_attempt(paper: Paper, cards: tuple[Card, ...], attempt: Attempt) -> Result:
    """Grade one attempt; ``cards`` may be in any language, since the options do not differ."""
    if attempt.given is None:
        return Result(attempt, "late" if attempt.handed_in_at else "open", 0, ())
    marks = grade(cards, attempt.given, paper.struck)
    score = percent(marks)
    return Result(attempt, "passed" if score >= paper.pass_mark else "failed", score, marks)
