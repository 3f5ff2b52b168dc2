"""The slowest question: generated and hand-made texts of the allowed length.

``ATTACK_SECONDS`` is the time of the search, 3 seconds by default.
"""

import os
import random
from collections.abc import Iterator
from statistics import median
from time import monotonic, process_time

import pytest

from data.corpus import load_corpus
from qa.answer import Question
from qa.query.validation import MAX_QUESTION_LENGTH, QuestionError
from qa.retrieval.bank_index import shipped_bank
from tests.helpers.web_app import law_answerer
from web.journal.redaction.redactor import Redactor

pytestmark = pytest.mark.slow

SECONDS = float(os.environ.get("ATTACK_SECONDS", "3"))
MAX_TIMES_MEDIAN = 20
# Seconds; below it a text is no danger, however quick the others are.
HARMLESS = 0.2
SIGNS = {
    "kk": "абвгғдежзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя",
    "latin": "abcdefghijklmnopqrstuvwxyz'",
    "arabic": "ابتثجحخدذرزسشصضطظعغفقكلمنهوي",
    "digits": "0123456789.-/ ",
}
PIECES = (
    *("а ", "а", "ст. 1-40 п. 1-40 пп. 1-40 ", "24-бап 3-тармақ ", "возмещ. расх. за исп. авто "),
    *("politsiia qyzmetkeri ", "4то б3р ", "он убьет меня? ", "help ", "көмек! ", "УК РК ", "(("),
    *("қылмыстық кодекстің ", "a@b.c ", "8_7 ", "д. 1 ", "ул. а ", "e\u0301", "\u200b", "ﷺ", "."),
    *("родился 1 мая ", "т.к. ", "Әлия ", "О'Нил-", "nickname: a.", "№", "I'm ", "а-", "_", "…"),
    *("12.03.", "п. 0 ", "ст. 24 "),
)


def texts(seed: int) -> Iterator[str]:
    """Yield hand-made texts, then generated ones without end."""
    chance = random.Random(seed)
    bank = [each.question for each in shipped_bank(load_corpus())]
    for piece in PIECES:
        yield piece * (MAX_QUESTION_LENGTH // len(piece))
    while True:
        signs = chance.choice(list(SIGNS.values()))
        space = " " * chance.choice((0, 1, 4, 8))
        kind = chance.randrange(4)
        if kind == 0:
            parts = (chance.choice(signs + space) for _ in range(MAX_QUESTION_LENGTH))
        elif kind == 1:
            parts = (chance.choice(PIECES) for _ in range(MAX_QUESTION_LENGTH))
        else:
            # Questions with typing errors.
            rate = chance.choice((0.0, 0.1, 0.3))
            joined = " ".join(chance.choice(bank) for _ in range(20))
            parts = (chance.choice(signs) if chance.random() < rate else c for c in joined)
        yield "".join(parts)[:MAX_QUESTION_LENGTH].strip()


def test_no_question_takes_much_longer_than_others() -> None:
    answerer, redactor = law_answerer(), Redactor()
    answerer.ask(Question("полиция"))
    taken: list[tuple[float, float, str]] = []
    end = monotonic() + SECONDS
    for number, text in enumerate(texts(1)):
        if number >= len(PIECES) and monotonic() > end:
            break
        start = process_time()
        try:
            answerer.ask(Question(text))
        except QuestionError:
            continue
        answered = process_time()
        redactor.redact(text)
        taken.append((answered - start, process_time() - answered, text))
    middle = median(seconds for seconds, _, _ in taken)
    slowest = max(taken)
    redacted = max(taken, key=lambda each: each[1])
    print(
        f"\n{len(taken)} texts: median {middle * 1000:.0f} ms, slowest {slowest[0] * 1000:.0f} ms "
        f"({slowest[2][:40]!r}), redaction {redacted[1] * 1000:.0f} ms ({redacted[2][:40]!r})"
    )
    assert slowest[0] < max(HARMLESS, MAX_TIMES_MEDIAN * middle), slowest
    assert redacted[1] < max(HARMLESS, MAX_TIMES_MEDIAN * middle), redacted
