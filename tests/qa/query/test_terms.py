from qa.query.terms import content_words, question_terms, terms_and_pairs, word_pairs


def test_question_terms_exclude_everyday_words() -> None:
    assert question_terms("Полиция қашан оқ ата алады?", "kk") == [
        "полиц",
        "=полиция",
        "ок",
        "=ок",
        "ата",
        "=ата",
    ]
    assert question_terms("When may the police shoot?", "en") == [
        "polic",
        "=polic",
        "shoot",
        "=shoot",
    ]
    assert question_terms("Когда можно и что это?", "ru") == []


def test_pairs_join_adjacent_content_words() -> None:
    assert word_pairs(content_words("Полиция қашан атыс қаруын қолдана алады?", "kk")) == [
        "полиц атыс",
        "атыс каруы",
        "каруы колда",
    ]


def test_terms_precede_the_pairs_of_the_same_words() -> None:
    text = "When may the police shoot?"
    assert terms_and_pairs(text, "en") == [*question_terms(text, "en"), "polic shoot"]
