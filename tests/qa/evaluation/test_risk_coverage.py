import pytest

from qa.answer import Status
from qa.evaluation.risk_coverage import risk_at, risk_coverage, risk_report
from tests.helpers.answerers import outcome

INSIDE = [outcome("art_24__para_3", confidence=0.9 - number / 10) for number in range(3)] + [
    outcome("art_1", confidence=0.5)
]
OUTSIDE = outcome("art_1", Status.NOT_COVERED, 0.75, gold="")


@pytest.mark.parametrize(("share", "risk"), [(0.25, 0.0), (0.5, 0.0), (0.75, 0.25), (1.0, 0.4)])
def test_questions_out_of_scope_count_as_wrong(share: float, risk: float) -> None:
    assert risk_at([*INSIDE, OUTSIDE], share) == pytest.approx(risk)


def test_risk_at_each_share() -> None:
    found = risk_coverage(INSIDE)
    assert list(found) == ["0.5", "0.6", "0.7", "0.8", "0.9"]
    assert (found["0.5"], found["0.9"]) == (0.0, 0.25)
    assert list(risk_report(INSIDE))[1].startswith("0.5: 0.000")
    assert risk_coverage([OUTSIDE]) == dict.fromkeys(found)
