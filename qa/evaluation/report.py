"""The table of an evaluation: figures of each group of questions with intervals."""

from collections.abc import Iterator, Sequence

from qa.evaluation.metrics import proportion_interval
from qa.evaluation.runner import Outcome, figures, samples

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
_NAME = 20


def report(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """Yield the lines of the table: overall, each form, language and style."""
    yield header()
    yield line("overall", outcomes)
    for attribute in ("form", "language", "style"):
        names = {getattr(outcome.question, attribute) for outcome in outcomes} - {None}
        for name in sorted(names):
            group = [one for one in outcomes if getattr(one.question, attribute) == name]
            yield line(name, group)


def header() -> str:
    """Return the heads of the columns."""
    heads = " ".join(f"{head:>5}" for _, head in _COLUMNS)
    return f"{'':{_NAME}}{'n':>5}  {heads}  P@1 95 %"


def line(name: str, outcomes: Sequence[Outcome]) -> str:
    """Return the figures of one group of questions, with the 95 % interval of P@1."""
    found = figures(outcomes)
    cells = " ".join(f"{_format(found[key]):>5}" for key, _ in _COLUMNS)
    interval = proportion_interval(samples(outcomes)["p_at_1"])
    shown = f"{_format(interval[0])} to {_format(interval[1])}" if interval else ""
    return f"{name:{_NAME}}{found['n']:>5}  {cells}  {shown}".rstrip()


def _format(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}".removeprefix("0") if value < 1 else "1"
