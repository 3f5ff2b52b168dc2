"""Asking: the steps that every channel shares, and the installation of chat."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import blake2b
from secrets import token_bytes
from time import perf_counter

from fastapi import Request

from qa.answer import Answer, Question, Reason
from qa.conversation.follow_up import leans_on_context
from qa.query.normalization import normalize_input
from qa.quote_verification import QuoteChecker
from web.chat.feedback import JournalFeedback
from web.chat.situations import Situations, read_situations
from web.chat.suggestions import Suggestions, read_examples
from web.http.request_cost import QUESTION, client_key
from web.http.site import AppState
from web.journal.journal import AskedQuestion, Journal
from web.runtime.live_answerer import CorpusCache
from web.runtime.metrics import Metrics
from web.storage.base import utc_now
from web.telemetry.tracing import Tracing, answer_span

LONG_QUESTION = 500
"""Characters, after Unicode normalisation, that cost as much as a question."""


def question_cost(question: Question) -> float:
    """Return the cost of asking, which grows with the length of a long text.

    A message that leans on the question before is searched with it too, and costs twice as much.
    """
    length = len(normalize_input(question.text))
    cost = QUESTION * max(1.0, length / LONG_QUESTION)
    return 2 * cost if leans_on_context(question) else cost


def scoped(request: Request, site: AppState, question: Question, session: str | None) -> Question:
    """Return ``question`` in the scope of its tab, or of its client if it has none.

    Otherwise the time of a cached answer would reveal that the same was asked before.
    The example questions are public.
    """
    chat = site.features.get(Chat)
    if any(question.text in shown for shown in chat.examples.of(site.corpus).values()):
        return question
    asker = f"{client_key(request, site)} {session or ''}".encode()
    scope = blake2b(asker, key=chat.scope_key, digest_size=16).hexdigest()
    return replace(question, scope=scope)


@dataclass(frozen=True, slots=True)
class Chat:
    """Values that chat derives from the corpus: questions to ask and the quote checker.

    ``scope_key`` keys the hash that identifies an asker in the answer cache.
    """

    examples: CorpusCache[Mapping[str, tuple[str, ...]]]
    quote_checkers: CorpusCache[QuoteChecker]
    suggestions: CorpusCache[Suggestions]
    scope_key: bytes


def ask(
    request: Request, site: AppState, question: Question, channel: str, session: str | None
) -> Answer:
    """Return the answer and record it. It blocks while the question is encoded: use a thread.

    ``channel`` is api, page or widget, ``session`` the id of the tab. The caller charges the
    question before it takes a place in the queue.

    Raises QuestionError for an invalid question, UnknownActError for an act that the corpus lacks,
    IndexUnavailableError.
    """
    start = perf_counter()
    metrics = site.features.get(Metrics)
    with answer_span(site.features.find(Tracing), channel, metrics.stepped) as record:
        answer = site.answerer.ask(question, record)
    record_answer(request, site, question, answer, channel, session, perf_counter() - start)
    return answer


def record_answer(
    request: Request,
    site: AppState,
    question: Question,
    answer: Answer,
    channel: str,
    session: str | None,
    seconds: float,
) -> None:
    """Count an answer and record it in the journal; a greeting is no question."""
    if answer.reason is Reason.GREETING:
        return
    site.features.get(Metrics).answered(answer, channel, seconds)
    journal = site.features.find(Journal)
    if journal is not None:
        client, now = client_key(request, site), utc_now()
        journal.record(AskedQuestion(now, question, answer, channel, session, client, seconds))


def install_chat(site: AppState) -> None:
    """Install chat; feedback is stored where there is a journal."""
    site.features.add(Situations(CorpusCache(read_situations)))
    examples, checkers = CorpusCache(read_examples), CorpusCache(QuoteChecker)
    site.features.add(Chat(examples, checkers, CorpusCache(Suggestions), token_bytes(32)))
    if site.settings.journal:
        site.features.add(JournalFeedback(site.database), "feedback")
