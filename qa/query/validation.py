"""Validation of questions."""

import re
import unicodedata
from typing import Literal

from data.errors import BaptaError

MAX_QUESTION_LENGTH = 4000
# NFKC makes three signs of "…" and eighteen of U+FDFA.
_MAX_NORMALISED_LENGTH = MAX_QUESTION_LENGTH * 5 // 4

QuestionCode = Literal["empty", "too_long", "binary"]

_MESSAGES: dict[QuestionCode, str] = {
    "empty": "The question is empty.",
    "too_long": f"The question is longer than {MAX_QUESTION_LENGTH:,} characters.",
    "binary": "The question contains characters that are not text.",
}


# Control characters but white space, lone surrogates, noncharacters.
_BINARY = re.compile(
    "[\\x00-\\x08\\x0e-\\x1b\\x7f-\\x84\\x86-\\x9f\\ud800-\\udfff\\ufdd0-\\ufdef"
    + "".join(rf"\U{plane:04x}fffe-\U{plane:04x}ffff" for plane in range(17))
    + "]"
)


class QuestionError(BaptaError):
    """A question that cannot be searched; ``code`` is the reason: empty, too_long or binary."""

    def __init__(self, code: QuestionCode) -> None:
        super().__init__(_MESSAGES[code])
        self.code: QuestionCode = code


def check_question(text: str) -> str:
    """Return ``text`` stripped; raise QuestionError if it is empty, too long or binary.

    Binary are control characters other than white space, lone surrogates and noncharacters. The
    length is counted in code points; in NFC and in NFKC it may be a quarter more.
    """
    question = text.strip()
    if _BINARY.search(question):
        raise QuestionError("binary")
    if len(question) > MAX_QUESTION_LENGTH or _normalised_length(question) > _MAX_NORMALISED_LENGTH:
        raise QuestionError("too_long")
    if not any(sign.isprintable() and not sign.isspace() for sign in question):
        raise QuestionError("empty")
    return question


def _normalised_length(question: str) -> int:
    return max(len(unicodedata.normalize(form, question)) for form in ("NFC", "NFKC"))
