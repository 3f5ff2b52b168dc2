"""The page on which people ask: a form that posts, and the conversation as it grows."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import Response

from qa.answer import Question
from qa.question import QuestionError, check_question
from web.asking import ask
from web.failures import wants_document
from web.pages import page, prefs_of
from web.prefs import Prefs
from web.problems import Problem, ProblemError, question_problem
from web.site import Site, site_of
from web.turns import Turn, new_session, read_earlier, tab_id, turn_of

router = APIRouter(include_in_schema=False)

Text = Annotated[str, Form()]


@router.get("/")
def chat_page(request: Request) -> Response:
    """The empty conversation."""
    return page(request, "chat.html", {"session": new_session(), **chat_context(())})


# Plain functions: FastAPI runs them in a thread, so that encoding does not hold up the event loop.
@router.post("/")
def ask_on_page(
    request: Request,
    site: Annotated[Site, Depends(site_of)],
    question: Text = "",
    earlier: Annotated[list[str], Form()] = [],  # noqa: B006
    exact: Text = "",
    session: Text = "",
    only_turn: Text = "",
) -> Response:
    """The conversation with one more answer; ``only_turn`` asks for that answer alone."""
    text = question.replace("\r\n", "\n")
    tab = {"session": tab_id(session)}
    try:
        answer = ask(request, site, asked(prefs_of(request), text, exact=bool(exact)))
    except (QuestionError, ProblemError) as error:
        if wants_document(request):
            raise
        problem = error.problem if isinstance(error, ProblemError) else question_problem(error)
        return refused(request, problem, text, earlier, tab)
    turn = turn_of(answer, bool(exact))
    if only_turn:
        return page(request, "turn.html", {**tab, "turn": turn, "latest": True})
    turns = (*earlier_turns(site, prefs_of(request), earlier), turn)
    return page(request, "chat.html", {**tab, **chat_context(turns)})


def asked(prefs: Prefs, text: str, *, exact: bool) -> Question:
    """A question typed into a page: its language is found out, the labels are the page's."""
    return Question(text, ui=prefs.language, exact=exact)


def chat_context(turns: Sequence[Turn], typed: str = "") -> dict[str, object]:
    """What the chat page shows: turns, the questions it carries on, the text in its form."""
    carried = tuple(turn.earlier for turn in turns)
    return {
        "turns": turns,
        "carried": carried,
        "typed": typed,
        "problem": None,
        "switches_in_form": True,
    }


def refused(
    request: Request, problem: Problem, typed: str, earlier: list[str], tab: Mapping[str, str]
) -> Response:
    """The form with the text that was typed and what is wrong with it.

    Earlier questions are carried on but not asked again, so that refusing costs nothing.
    """
    context = chat_context((), typed) | {"carried": read_earlier(earlier), "problem": problem}
    status, headers = problem.status, problem.headers
    return page(request, "chat.html", {**context, **tab}, status=status, headers=headers)


def earlier_turns(site: Site, prefs: Prefs, marks: list[str]) -> tuple[Turn, ...]:
    """The earlier questions with their answers: a page without a script carries only questions."""
    turns = []
    for each in read_earlier(marks):
        # A mark that is no question was not written by our form, so nothing is lost.
        with suppress(QuestionError):
            text = check_question(each.question)
            answer = site.answerer.ask(asked(prefs, text, exact=each.exact))
            turns.append(turn_of(answer, each.exact))
    return tuple(turns)
