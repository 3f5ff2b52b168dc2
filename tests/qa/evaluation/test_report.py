from qa.answer import Status
from qa.evaluation.report import report
from tests.helpers.answerers import outcome

ALL = (
    outcome("art_24__para_3"),
    outcome("art_1 art_2 art_24__para_3", Status.CLOSEST, 0.6),
    outcome("art_1", Status.NOT_COVERED, 0.2, form="typo", language="ru", style="slang"),
    outcome("art_1", Status.NOT_COVERED, 0.1, gold="", form="out_of_scope"),
)


def test_table_has_a_line_with_interval_for_each_group() -> None:
    cells = [line.split() for line in report(ALL)]
    assert cells[0][:4] == ["n", "P@1", "R@3", "R@5"]
    assert cells[0][-5:] == ["N.cov", "AUROC", "P@1", "95", "%"]
    assert [line[0] for line in cells[1:]] == [
        "overall",
        "out_of_scope",
        "plain",
        "typo",
        "kk",
        "ru",
        "slang",
    ]
    overall, outside, plain, typo = cells[1:5]
    assert overall[1:4] == ["4", ".333", ".667"]
    assert outside == ["out_of_scope", "1", *"–––––––––"[:8], ".000", "1", "–"]
    assert plain[-3:] == [".000", "to", "1"]
    # One question that failed may be anything from 0 to .975 of its kind.
    assert typo[-3:] == [".000", "to", ".975"]
