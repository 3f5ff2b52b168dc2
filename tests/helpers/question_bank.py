"""A small question bank with the passages of its provisions, and the check of a bank."""

from collections.abc import Sequence
from dataclasses import dataclass

from data.model import Act
from data.question_bank import BankQuestion, normalize_question

BANK = (
    BankQuestion("Мылтық сатып алу?", "kk", "a", ("art_1",)),
    BankQuestion("Тапанша алып жүру?", "kk", "a", ("art_1", "art_2")),
    BankQuestion("Паспорт беру?", "kk", "a", ("art_3",)),
    BankQuestion("Борщ пісіру?", "kk", "a", ()),
    BankQuestion("Жойылған бап?", "kk", "a", ("art_9",)),
)
ROWS = {"art_1": [0, 1], "art_2": [2], "art_3": [3], "art_4": [4]}
"""The rows of the passages of act a by eId; no question is about the last one."""


@dataclass(frozen=True, slots=True)
class BankFinding:
    """Problem of one question of the bank."""

    question: str
    problem: str


def check_bank(act: Act, bank: Sequence[BankQuestion]) -> tuple[BankFinding, ...]:
    """Return unknown eIds, eIds without a text of their own, and repeated questions."""
    findings = []
    seen: dict[str, BankQuestion] = {}
    for entry in bank:
        for eid in entry.eids:
            provision = act.by_eid.get(eid)
            if provision is None:
                findings.append(BankFinding(entry.question, f"unknown eId {eid}"))
            elif not provision.text:
                findings.append(BankFinding(entry.question, f"{eid} has no text of its own"))
        earlier = seen.setdefault(normalize_question(entry.question), entry)
        if earlier is not entry:
            problem = "double" if earlier.eids == entry.eids else "shared by two entries"
            findings.append(BankFinding(entry.question, problem))
    return tuple(findings)
