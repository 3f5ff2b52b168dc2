from qa.highlight import clause_spans


def test_clauses_end_at_sentences_and_semicolons_and_lose_white_space() -> None:
    text = "Қару сақталады; тексеріледі. Есеп  жүргізіледі."
    assert [text[start:end] for start, end in clause_spans(text)] == [
        "Қару сақталады;",
        "тексеріледі.",
        "Есеп  жүргізіледі.",
    ]


def test_a_text_without_words_has_no_clause() -> None:
    assert list(clause_spans("")) == []
    assert list(clause_spans(";;")) == []
