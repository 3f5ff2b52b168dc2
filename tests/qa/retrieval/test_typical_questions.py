from collections import Counter

from qa.evaluation.passage_pool import language_of
from qa.retrieval.centering import typical_questions


def test_typical_questions_are_as_many_in_each_language() -> None:
    questions = typical_questions()
    counts = Counter(language for language, _ in questions)
    assert set(counts) == {"kk", "ru", "en"}
    assert len(set(counts.values())) == 1
    assert min(counts.values()) >= 10
    assert len({text for _, text in questions}) == len(questions)
    assert [text for language, text in questions if language_of(text) != language] == []
