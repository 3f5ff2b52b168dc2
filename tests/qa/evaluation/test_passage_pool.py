import json
from pathlib import Path

import pytest

from qa.evaluation.dataset import QuestionSetError
from qa.evaluation.passage_pool import evaluate_pool, read_pool
from qa.retrieval.fusion import standard_weights
from tests.helpers.hashing_encoder import HashingEncoder

PASSAGES = (
    {"id": "p1", "title": "Қару", "text": "Атыс қаруын қызметкер ескертусіз қолдана алады."},
    {"id": "p2", "title": "", "text": "Көлік құралын жол полициясы тоқтатады."},
    {"id": "p3", "title": "Паспорт", "text": "Жеке куәлік он алты жастан беріледі."},
)
QUESTIONS = (
    {"question": "Атыс қаруын ескертусіз қолдана ма?", "language": "kk", "gold": ["p1"]},
    {"question": "Көлік құралын кім тоқтатады?", "language": "kk", "gold": ["p2", "p3"]},
)


def _files(
    folder: Path, passages: tuple[object, ...], questions: tuple[object, ...]
) -> tuple[Path, Path]:
    paths = folder / "passages.jsonl", folder / "questions.jsonl"
    for path, rows in zip(paths, (passages, questions), strict=True):
        path.write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    return paths


def test_pool_is_ranked_by_each_channel(tmp_path: Path) -> None:
    pool = read_pool(*_files(tmp_path, PASSAGES, QUESTIONS))
    found = evaluate_pool(pool, HashingEncoder(512), standard_weights())
    assert list(found) == ["dense", "lexical", "fused"]
    for figures in found.values():
        assert list(figures) == [
            "n",
            "p_at_1",
            "recall_at_3",
            "recall_at_5",
            "mrr_at_10",
            "ndcg_at_10",
        ]
        assert figures["n"] == 2
    assert found["lexical"]["p_at_1"] == 1.0
    assert found["fused"]["p_at_1"] == 1.0
    # The second question has two golds, of which the last to come is third at worst.
    assert 0.95 < (found["fused"]["ndcg_at_10"] or 0) <= 1.0


@pytest.mark.parametrize(
    ("passages", "questions", "words"),
    [
        ((*PASSAGES, PASSAGES[0]), QUESTIONS, "repeats the id p1"),
        (PASSAGES, ({**QUESTIONS[0], "gold": ["p9"]},), "p9, which is not in the pool"),
        (PASSAGES, ({**QUESTIONS[0], "gold": []},), "names no passage"),
        (PASSAGES, ({**QUESTIONS[0], "language": "tr"},), "the language “tr”"),
        (({"id": "p1", "text": "…"},), QUESTIONS, "needs a text “title”"),
        (PASSAGES, (), "at least one passage and one question"),
        ((), (), "at least one passage and one question"),
    ],
)
def test_invalid_pool_is_refused(
    tmp_path: Path, passages: tuple[object, ...], questions: tuple[object, ...], words: str
) -> None:
    with pytest.raises(QuestionSetError) as caught:
        read_pool(*_files(tmp_path, passages, questions))
    assert words in caught.value.message
