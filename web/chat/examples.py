"""Example questions for visitors, taken from the question bank."""

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

from data.corpus import Corpus
from data.model import LANGUAGES
from data.question_bank import BankQuestion
from qa.retrieval.bank_index import shipped_bank

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
