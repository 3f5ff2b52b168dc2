"""An evaluation as a readable table, with intervals, and its misses."""

from collections.abc import Iterator, Sequence

from qa.bootstrap import interval
from qa.evaluate import Outcome, figures, samples

_COLUMNS = (
    ("p_at_1", "P@1"),
    ("recall_at_3", "R@3"),
    ("recall_at_5", "R@5"),
    ("mrr_at_10", "MRR"),
    ("article_at_1", "art@1"),
    ("answered_rate", "answd"),
    ("false_refusal_rate", "refus"),
    ("wrong_answer_rate", "wrong"),
    ("false_answer_rate", "F.ans"),
    ("not_covered_rate", "N.cov"),
    ("auroc", "AUROC"),
)


def report(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """The lines of the table: overall, each form, each language; intervals of P@1 at 95 %."""
    yield f"{'':14}{'n':>5}  " + " ".join(f"{head:>5}" for _, head in _COLUMNS) + "  P@1 95 %"
    yield _line("overall", outcomes)
    for attribute in ("form", "language"):
        names = dict.fromkeys(getattr(one.asked, attribute) for one in outcomes)
        for name in sorted(names):
            group = [one for one in outcomes if getattr(one.asked, attribute) == name]
            yield _line(name, group)


def _line(name: str, outcomes: Sequence[Outcome]) -> str:
    found = figures(outcomes)
    cells = " ".join(f"{_shown(found[key]):>5}" for key, _ in _COLUMNS)
    spread = interval(samples(outcomes)["p_at_1"])
    shown = f"{_shown(spread[0])} to {_shown(spread[1])}" if spread else ""
    return f"{name:14}{found['n']:>5}  {cells}  {shown}".rstrip()


def _shown(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}".removeprefix("0") if value < 1 else "1"


def misses(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """A line for each wrong first result, beginning with the rank of the right one."""
    for one in outcomes:
        if one.in_scope and not any(one.hits[:1]):
            rank = next((str(i) for i, hit in enumerate(one.hits, start=1) if hit), "–")
            first = one.ranked[0][1] if one.ranked else "–"
            gold = ", ".join(eid for _, eid in one.asked.gold)
            yield f"{rank:>3}  {gold}  not {first}  {one.asked.question}"
