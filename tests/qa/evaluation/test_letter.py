from pathlib import Path

from qa.evaluation.letter import (
    EvaluationLetter,
    LetterOutcome,
    evaluate_letters,
    letter_dict,
    letter_report,
)
from tests.helpers.answerers import ACT
from tests.helpers.web_app import model_answerer

FIRST, SECOND = ((ACT, "art_24__para_3"),), ((ACT, "art_31"),)
LETTER = EvaluationLetter("Сұрақ? Тағы?", "kk", (FIRST, SECOND, ()))


def test_questions_are_found_in_any_answer() -> None:
    both = LetterOutcome(LETTER, (SECOND, FIRST))
    one = LetterOutcome(LETTER, (((ACT, "art_1"), *FIRST),))
    assert (both.found, one.found) == ((True, True), (True, False))
    found = letter_dict((both, one))
    assert found["overall"] == {
        "n": 2,
        "questions": 4,
        "found_rate": 0.75,
        "all_found_rate": 0.5,
    }
    assert list(found["by_language"]) == ["kk"]
    assert [line.split()[0] for line in letter_report((both,))] == ["Letters:", "overall", "kk"]


def test_letter_of_the_real_law(bapta_home: Path, bundled_model: Path) -> None:
    letter = EvaluationLetter(
        "When may an officer use a firearm? And where can I complain about an officer?",
        "en",
        (((ACT, "art_24"),), SECOND),
    )
    (found,) = evaluate_letters(model_answerer(bapta_home), [letter])
    assert len(found.answers) == 2
    assert all(len(answer) <= 3 for answer in found.answers)
    assert found.found == (True, True)
