"""Findings about single words: unknown, joined, without a vowel."""

from data.corpus import load_corpus
from data.metadata import Sidecar
from data.model import Act
from data.parsing.parser import parse_text
from data.validation.check import check_words, corpus_lexicon
from data.validation.finding import Finding, Severity

LAW = load_corpus().default


def sample(text: str) -> Act:
    return parse_text(text, Sidecar("sample", "Үлгі", "kk"), "sample.txt")


def test_repaired_lines_of_the_law_contain_only_words() -> None:
    (noted,) = check_words(LAW, corpus_lexicon([LAW]))
    assert noted.severity is Severity.NOTED
    assert noted.text.startswith("63 words occur on repaired lines only: ")


def test_impossible_and_joined_words_are_errors() -> None:
    act = sample("1-бап. Сан\n\nҚызметкерлерполиция лғндр міндеттттер атқарады.\n")
    found = list(check_words(act, corpus_lexicon([LAW])))
    assert [(each.severity, each.eid, each.text) for each in found[:-1]] == [
        (Severity.ERROR, "art_1", "Two words are joined: “Қызметкерлерполиция”."),
        (Severity.ERROR, "art_1", "A word has no vowel: “лғндр”."),
        (Severity.ERROR, "art_1", "A letter is tripled: “міндеттттер”."),
    ]
    joined = sample("1-бап. Сан\n\nҚызметкердіңміндеттері бар.\n")
    assert Finding(
        Severity.ERROR, "art_1", 1, "Two words are joined: “Қызметкердіңміндеттері”."
    ) in list(check_words(joined, corpus_lexicon([LAW])))


def test_a_flawless_act_has_no_finding() -> None:
    act = sample("1-бап. Сан\n\nМәтін бар.\n")
    assert list(check_words(act, corpus_lexicon([act]))) == []
