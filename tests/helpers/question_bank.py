"""Check of a question bank against its act."""

from collections.abc import Sequence
from dataclasses import dataclass

from data.model import Act
from data.question_bank import BankQuestion, normalize_question


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
