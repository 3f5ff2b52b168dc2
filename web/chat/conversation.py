"""Conversation: turns with their answers, the form that carries them, and their pages."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from secrets import token_urlsafe
from typing import Annotated, Any

from fastapi import Form, Request
from starlette.responses import Response

from embeddings.errors import IndexUnavailableError
from qa.answer import MAX_CONTEXT, Answer, ContextTurn, PartAnswer, Question, Quote
from qa.query.validation import QuestionError, check_question
from qa.quotes import in_language
from web.chat.answer_card import AnswerCard, answer_card
from web.chat.service import Chat, ask, question_cost, scoped
from web.chat.share_link import share_path
from web.chat.situations import Situations
from web.http.error_handlers import wants_document
from web.http.pages import page
from web.http.preferences import Prefs
from web.http.problems import Problem, ProblemError, problem_of
from web.http.request_cost import admit, charge
from web.http.requests import Text
from web.http.site import AppState
from web.reader.norm_chips import norm_chips
from web.reader.provision_words import provision_words

MAX_EARLIER = 12
# Earlier questions are carried in the form, whose body is limited to 64 KiB.
MAX_CARRIED_CHARACTERS = 4000
# Provisions that feedback names.
MAX_JUDGED = 10
_AS_WRITTEN, _FREELY = "=", "~"


@dataclass(frozen=True, slots=True)
class EarlierQuestion:
    """An earlier question of the same page; ``exact`` where it was searched as written.

    ``found`` is act-id:eId of the first passage of its answer, empty if there is none.
    """

    question: str
    exact: bool = False
    found: str = ""

    @property
    def turn(self) -> ContextTurn:
        """Return the question as the context of a later one."""
        act, _, eid = self.found.partition(":")
        return ContextTurn(self.question, act or None, eid or None)

    @property
    def mark(self) -> str:
        """Return the question as a form field: the first character says whether it was exact."""
        return (_AS_WRITTEN if self.exact else _FREELY) + self.question


def read_earlier(marks: list[str], found: Sequence[str] = ()) -> tuple[EarlierQuestion, ...]:
    """Return the questions in form fields, the last ``MAX_EARLIER`` that a form may carry.

    ``found`` are the addresses of their first passages, one each, else none is known.
    """
    places = found if len(found) == len(marks) else [""] * len(marks)
    earlier = [
        EarlierQuestion(mark[1:], mark[0] == _AS_WRITTEN, place)
        for mark, place in list(zip(marks, places, strict=True))[-MAX_EARLIER:]
        if mark[:1] in {_AS_WRITTEN, _FREELY}
    ]
    return _carried(earlier)


@dataclass(frozen=True, slots=True)
class TurnPart:
    """The answer to one question of a message that asks several."""

    answer: PartAnswer
    cards: tuple[AnswerCard, ...]


@dataclass(frozen=True, slots=True)
class Turn:
    """A question with its answer, or with ``parts``; ``nearest`` where nothing was found.

    ``before`` are the earlier questions that it was asked with.
    """

    answer: Answer
    exact: bool
    cards: tuple[AnswerCard, ...]
    nearest: tuple[AnswerCard, ...] = ()
    parts: tuple[TurnPart, ...] = ()
    before: tuple[EarlierQuestion, ...] = ()

    @property
    def leans_on(self) -> str:
        """Return the part of ``searched_as`` before the question; mostly empty."""
        searched, own = self.answer.searched_as or "", self.answer.question
        return searched.removesuffix(own).strip() if self.before and searched.endswith(own) else ""

    @property
    def shown(self) -> tuple[Quote, ...]:
        """Return the quotes of the answer that feedback is on; the nearest are no answer."""
        quotes = [card.quote for part in self.parts for card in part.cards]
        return tuple(quotes or self.answer.passages)[:MAX_JUDGED]

    @property
    def shared(self) -> tuple[Quote, ...]:
        """Return the quotes that a share link names: the first ones, of each part."""
        if self.parts:
            return tuple(card.quote for part in self.parts for card in part.cards[:1])
        return self.answer.passages[: self.answer.one_of or 1]

    @property
    def earlier(self) -> EarlierQuestion:
        """Return the turn as it is carried to the next question."""
        first = self.answer.passages[0].citation if self.answer.passages else None
        found = "" if first is None else f"{first.act}:{first.eid}"
        return EarlierQuestion(self.answer.question, self.exact, found)


def make_turn(
    answer: Answer, exact: bool, language: str, before: Sequence[EarlierQuestion] = ()
) -> Turn:
    """Return the turn that shows ``answer`` to a visitor with the interface in ``language``."""

    def shown(quotes: Sequence[Quote]) -> tuple[Quote, ...]:
        return tuple(in_language(quote, language) for quote in quotes)

    answer = replace(answer, passages=shown(answer.passages), nearest=shown(answer.nearest))
    parts = tuple(
        TurnPart(part, _cards(part.passages))
        for part in (replace(each, passages=shown(each.passages)) for each in answer.answers or ())
    )
    return Turn(
        answer,
        exact,
        _cards(answer.passages),
        _cards(answer.nearest),
        parts,
        tuple(before[-MAX_CONTEXT:]),
    )


def _cards(quotes: Sequence[Quote]) -> tuple[AnswerCard, ...]:
    return tuple(answer_card(quote) for quote in quotes)


def new_session() -> str:
    """Return a random id for a tab."""
    return token_urlsafe(12)


def tab_id(session: str) -> str:
    """Return ``session`` where it can be the id of a tab, else a new one."""
    return session if re.fullmatch(r"[A-Za-z0-9_-]{1,64}", session) else new_session()


class ChatForm:
    """The fields of the form: a question, the questions before it, the id of the tab.

    ``only_turn`` asks for the new turn alone, as the script does.
    """

    def __init__(
        self,
        question: Text = "",
        earlier: Annotated[list[str], Form()] = [],  # noqa: B006
        found: Annotated[list[str], Form()] = [],  # noqa: B006
        exact: Text = "",
        session: Text = "",
        only_turn: Text = "",
    ) -> None:
        self.question = question.replace("\r\n", "\n")
        self.earlier = read_earlier(earlier, found)
        self.exact = bool(exact)
        self.session = tab_id(session)
        self.only_turn = bool(only_turn)


async def converse(
    request: Request,
    site: AppState,
    typed: ChatForm,
    template: str,
    prefs: Prefs,
    more: Mapping[str, Any] | None = None,
    show: Callable[[Sequence[Turn]], Response] | None = None,
) -> Response:
    """Render ``template`` with the answer to the typed question, or with its problem.

    ``show`` takes the place of ``template`` for a conversation that has no problem.
    """
    shared = {"session": typed.session, **(more or {})}
    try:
        check_question(typed.question)
        again = 0.0 if typed.only_turn else earlier_cost(request, site, prefs, typed)
        # Before the question takes a place in the queue.
        asked = form_question(prefs, typed.question, typed.earlier, exact=typed.exact)
        charge(request, site, question_cost(asked) + again)
        # In a thread, so that neither encoding nor rendering holds up the event loop.
        work = partial(_answered, request, site, typed, asked, template, prefs, shared, show)
        return await admit(request, site, work)
    except (QuestionError, IndexUnavailableError, ProblemError) as error:
        if wants_document(request):
            raise
        problem = problem_of(error)
        is_mistyped = isinstance(error, QuestionError)
        turns = await _turns_before(request, site, prefs, typed) if is_mistyped else ()
        context = {**refused_context(site, problem, typed, turns), **shared}
        status, headers = problem.status, problem.headers
        return page(request, template, context, status=status, headers=headers, prefs=prefs)


async def _turns_before(
    request: Request, site: AppState, prefs: Prefs, typed: ChatForm
) -> tuple[Turn, ...]:
    """Return the conversation before a mistyped question; none if the server is too busy."""
    if not typed.earlier:
        return ()
    # Without turns where the client is above its limit or the server busy.
    with suppress(ProblemError):
        charge(request, site, earlier_cost(request, site, prefs, typed))
        return await admit(request, site, partial(earlier_turns, request, site, prefs, typed))
    return ()


def _answered(
    request: Request,
    site: AppState,
    typed: ChatForm,
    asked: Question,
    template: str,
    prefs: Prefs,
    shared: Mapping[str, Any],
    show: Callable[[Sequence[Turn]], Response] | None,
) -> Response:
    channel = "widget" if template.startswith("widget/") else "page"
    question = scoped(request, site, asked, typed.session)
    answer = ask(request, site, question, channel, typed.session)
    turn = make_turn(answer, typed.exact, prefs.language, typed.earlier)
    if typed.only_turn:
        context = {**chat_context(site, (turn,)), **shared, "turn": turn, "latest": True}
        return page(request, "turn.html", context, prefs=prefs)
    turns = (*earlier_turns(request, site, prefs, typed), turn)
    if show is not None:
        return show(turns)
    return page(request, template, {**chat_context(site, turns), **shared}, prefs=prefs)


def chat_context(site: AppState, turns: Sequence[Turn], typed: str = "") -> dict[str, Any]:
    """Return the values of a chat page: turns, carried questions, the text of its form."""
    return {
        "turns": turns,
        "carried": _carried([turn.earlier for turn in turns]),
        "typed": typed,
        "problem": None,
        "examples": site.features.get(Chat).examples.of(site.corpus),
        "next_questions": partial(_next_questions, site, turns),
        "situations": site.features.get(Situations).places.of(site.corpus),
        "ask_path": "/",
        "switches_in_form": True,
        "share_path": partial(share_path, site.corpus),
        "words_of": lambda each, aids: provision_words(site.corpus.act(each.act), each.eid, aids),
        "chips_of": lambda act_id, eid: norm_chips(site.corpus.act(act_id), eid),
    }


def _next_questions(
    site: AppState, turns: Sequence[Turn], turn: Turn, language: str
) -> tuple[str, ...]:
    asked = [each.answer.question for each in turns] + [each.question for each in turn.before]
    suggestions = site.features.get(Chat).suggestions.of(site.corpus)
    return suggestions.after(turn.answer, language, asked)


def _carried(earlier: Sequence[EarlierQuestion]) -> tuple[EarlierQuestion, ...]:
    """Return the latest of the ``earlier`` questions that fit into the form together."""
    kept: list[EarlierQuestion] = []
    for each in reversed(earlier):
        if sum(len(one.question) for one in (*kept, each)) > MAX_CARRIED_CHARACTERS:
            break
        kept.append(each)
    return tuple(reversed(kept))


def refused_context(
    site: AppState, problem: Problem, typed: ChatForm, turns: Sequence[Turn] = ()
) -> dict[str, Any]:
    """Return the values of the form with the typed text and its problem, below ``turns``.

    Earlier questions are carried on; a request that is too much is refused without turns, so that
    it costs nothing.
    """
    return chat_context(site, turns, typed.question) | {
        "carried": _carried(typed.earlier),
        "problem": problem,
    }


def earlier_turns(
    request: Request, site: AppState, prefs: Prefs, typed: ChatForm
) -> tuple[Turn, ...]:
    """Answer the earlier questions again: a page without a script carries only questions."""
    turns = []
    for number, (each, question) in enumerate(_earlier_questions(request, site, prefs, typed)):
        # An invalid question was not written by our form and is left out. If the index becomes
        # unavailable, only the earlier answers are missing: the new one is there already.
        with suppress(QuestionError, IndexUnavailableError):
            answer = site.answerer.ask(question)
            turns.append(make_turn(answer, each.exact, prefs.language, typed.earlier[:number]))
    return tuple(turns)


def earlier_cost(request: Request, site: AppState, prefs: Prefs, typed: ChatForm) -> float:
    """Return the cost of the earlier questions; those in the answer cache cost nothing."""
    questions = (question for _, question in _earlier_questions(request, site, prefs, typed))
    return sum(
        question_cost(question) for question in questions if site.answerer.cached(question) is None
    )


def _earlier_questions(
    request: Request, site: AppState, prefs: Prefs, typed: ChatForm
) -> Iterator[tuple[EarlierQuestion, Question]]:
    """Yield each earlier question as it was asked, after those before it."""
    for number, each in enumerate(typed.earlier):
        before = typed.earlier[:number]
        question = form_question(prefs, each.question, before, exact=each.exact)
        yield each, scoped(request, site, question, typed.session)


def form_question(
    prefs: Prefs, text: str, before: Sequence[EarlierQuestion], *, exact: bool
) -> Question:
    """Return the question of a form, with the last of the questions before it as its context."""
    context = tuple(each.turn for each in before[-MAX_CONTEXT:])
    return Question(text, ui=prefs.language, exact=exact, context=context)
