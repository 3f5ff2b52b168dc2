"""Asking: the steps that every channel shares, example questions, and the installation of chat."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path
from secrets import token_bytes
from time import perf_counter

from fastapi import Request

from data.corpus import Corpus
from data.model import LANGUAGES
from data.question_bank import BankQuestion
from embeddings.errors import IndexUnavailableError
from qa.answer import Answer, Question, Reason
from qa.conversation.follow_up import leans_on_context
from qa.query.normalization import normalize_input
from qa.quote_verification import QuoteChecker
from qa.retrieval.bank_index import shipped_bank
from web.chat.feedback import JournalFeedback
from web.chat.situations import Situations, read_situations
from web.chat.suggestions import Suggestions
from web.http.problems import Problem, ProblemError
from web.http.request_cost import QUESTION, client_key
from web.http.site import AppState
from web.journal.journal import AskedQuestion, Journal
from web.runtime.live_answerer import CorpusCache
from web.runtime.metrics import Metrics
from web.storage.base import utc_now

CHOICE = Path(__file__).with_name("examples.toml")
MAX_EXAMPLES = 5
MAX_EXAMPLE_LENGTH = 90


def read_examples(corpus: Corpus, choice: Path = CHOICE) -> Mapping[str, tuple[str, ...]]:
    """Return at most ``MAX_EXAMPLES`` short questions for each language that the acts of
    ``corpus`` answer; none for a language without a bank."""
    chosen = tomllib.loads(choice.read_text(encoding="utf-8"))
    found: dict[str, list[str]] = {language: [] for language in LANGUAGES}
    questions = [
        q for q in shipped_bank(corpus) if q.eids and len(q.question) <= MAX_EXAMPLE_LENGTH
    ]
    for act in corpus.acts:
        bank = [each for each in questions if each.act == act.id]
        eids = chosen.get(act.id, {}).get("eids", [])
        for language in LANGUAGES:
            own = [each for each in bank if each.language == language]
            found[language] += _first_of(own, eids) if eids else [q.question for q in own]
    return {language: tuple(questions[:MAX_EXAMPLES]) for language, questions in found.items()}


def _first_of(bank: Sequence[BankQuestion], eids: Sequence[str]) -> list[str]:
    """Return the first question for each provision."""
    firsts = (next((q.question for q in bank if eid in q.eids), None) for eid in eids)
    return [question for question in dict.fromkeys(firsts) if question]


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

    The time of a cached answer would else tell anybody who asks the same that it was asked before.
    The example questions are public.
    """
    chat = site.features.get(Chat)
    if any(question.text in shown for shown in chat.examples.of(site.corpus).values()):
        return question
    asker = f"{client_key(request, site)} {session or ''}".encode()
    scope = blake2b(asker, key=chat.scope_key, digest_size=16).hexdigest()
    return replace(question, scope=scope)


# Seconds after which the index may be back.
RETRY_AFTER_SECONDS = "30"


@dataclass(frozen=True, slots=True)
class Chat:
    """Values that chat derives from the corpus: questions to ask and the quote checker.

    ``scope_key`` keys the hash that stands for an asker in the answer cache.
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
    ProblemError (503) while the index is unavailable.
    """
    start = perf_counter()
    try:
        answer = site.answerer.ask(question, site.features.get(Metrics).stepped)
    except IndexUnavailableError as error:
        raise ProblemError(
            Problem(503, "away", headers={"Retry-After": RETRY_AFTER_SECONDS})
        ) from error
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
    """Count an answer and take it into the journal; a greeting is no question."""
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
