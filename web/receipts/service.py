"""Making and checking receipts with the keys of the site."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from qa.answer import Answer, Question
from web.chat.service import question_cost
from web.http.problems import Problem, ProblemError
from web.http.site import AppState
from web.receipts.errors import ReceiptError, ReceiptKeyError
from web.receipts.receipt import Receipt, read_receipt, sign, state_answer
from web.receipts.verification import ReceiptCheck, check_receipt
from web.storage.base import utc_now

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    from web.receipts.keys import ReceiptKeys

CHECK_COST = 0.2
"""Cost of checking a receipt, in questions."""


@dataclass(frozen=True, slots=True)
class Receipts:
    """The keys of the site's receipts, in the folder ``home``."""

    home: Path

    @property
    def keys(self) -> "ReceiptKeys":
        # Cryptography is a twentieth of the start-up, and few servers sign.
        from web.receipts.keys import ReceiptKeys

        return ReceiptKeys(self.home)


def make_receipt(site: AppState, question: Question, *, with_question: bool) -> Receipt:
    """Answer ``question`` and return the receipt; in a thread, as asking is.

    The answer is not recorded: it was when it was asked first. Raises QuestionError,
    UnknownActError, IndexUnavailableError, and ProblemError (503) without a usable key.
    """
    answer = site.answerer.ask(question)
    return sign_answer(site, answer, with_question=with_question)


def sign_answer(site: AppState, answer: Answer, *, with_question: bool) -> Receipt:
    """Return the receipt of an answer of this moment. Raises ProblemError (503)."""
    try:
        key = site.features.get(Receipts).keys.signing_key()
    except ReceiptKeyError as error:
        raise ProblemError(Problem(503, "receipt_key")) from error
    statement = state_answer(answer, site.corpus, utc_now(), with_question=with_question)
    return sign(statement, key)


def receipt_cost(site: AppState, question: Question) -> float:
    """Return the cost of a receipt: that of the question, unless its answer is in the cache."""
    cost = question_cost(question)
    return cost if site.answerer.cached(question) is None else CHECK_COST


def verify(site: AppState, content: bytes) -> ReceiptCheck:
    """Return the check of the receipt in ``content``. Raises ProblemError (422, 503)."""
    try:
        receipt = read_receipt(content)
    except ReceiptError as error:
        raise ProblemError(Problem(422, "receipt", at=("receipt",))) from error
    return check_receipt(receipt, public_keys(site), site.corpus)


def public_keys(site: AppState) -> "Mapping[str, Ed25519PublicKey]":
    """Return every public key of the site by its id. Raises ProblemError (503)."""
    try:
        return site.features.get(Receipts).keys.public_keys()
    except (ReceiptKeyError, OSError) as error:
        raise ProblemError(Problem(503, "receipt_key")) from error


def install_receipts(site: AppState) -> None:
    """Install receipts, whose key is created with the first one."""
    site.features.add(Receipts(site.settings.home), "receipts")
