"""Outcomes of the faults, and the table of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(slots=True)
class Outcome:
    """What a fault did.

    ``caused`` counts the fault. Of the questions ``asked`` during it, ``answered`` got the answer
    of before and ``refused`` an honest refusal; the rest was cut off with its process.
    ``problems`` are sentences about what must not happen.
    """

    fault: str
    caused: int = 0
    asked: int = 0
    answered: int = 0
    refused: int = 0
    problems: list[str] = field(default_factory=list)
    note: str = ""

    def require(self, holds: bool, problem: str) -> None:
        """Record a problem unless it holds."""
        if not holds:
            self.problems.append(problem)


def table(outcomes: Sequence[Outcome]) -> str:
    """Return the outcomes as a table in Markdown, and the problems below it."""
    head = ("fault", "caused", "asked", "answered as before", "refused", "problems", "note")
    rows = [
        (o.fault, o.caused, o.asked, o.answered, o.refused, len(o.problems), o.note)
        for o in outcomes
    ]
    lines = [head, ("---",) * len(head), *rows]
    text = ["| " + " | ".join(map(str, line)) + " |" for line in lines]
    text += [f"{one.fault}: {problem}" for one in outcomes for problem in one.problems]
    return "\n".join(text)
