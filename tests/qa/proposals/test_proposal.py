"""Questions proposed from an act's own words: templates, provisions, and what is left out."""

from collections import Counter

import pytest

from data.corpus import load_corpus
from data.model import Act
from data.passages import split_passages
from qa.proposals.proposal import MAX_PROVISIONS, Proposal, propose_questions
from qa.proposals.templates import Template, fill_template
from qa.query.validation import check_question
from tests.helpers.proposals import GARDENS, NO_HEADINGS, large_act, small_act

QUESTIONS = {
    "kk": {
        (Template.HEADING, "Суару мерзімдері: бұл қалай реттелген?", "4.1 4.2"),
        (Template.DEFINITION, "Ортақ бақ деген не?", "1.1"),
        (Template.DEFINITION, "Бақшы деген не?", "1.2"),
        (Template.POWER, "Кім ортақ бақты пайдалану қағидаларын бекітеді?", "2.1"),
        (Template.RIGHT, "Бақшы: қандай құқықтар бар?", "3.1 3.2"),
        (Template.DUTY, "Суару мерзімдері: қандай міндеттер бар?", "4.1"),
        (Template.TIME, "Суару мерзімдері: қандай мерзім белгіленген?", "4.1"),
        (Template.PROHIBITION, "Суару мерзімдері: қандай әрекеттерге тыйым салынған?", "4.2"),
    },
    "ru": {
        (Template.HEADING, "Полив: как это регулируется?", "4.1 4.2"),
        (Template.DEFINITION, "Что такое общий сад?", "1.1"),
        (Template.DEFINITION, "Что такое садовник?", "1.2"),
        (Template.POWER, "Кто утверждает правила пользования общим садом?", "2.1"),
        (Template.DUTY, "Садовник: какие есть обязанности?", "3.1 3.2"),
        (Template.TIME, "Полив: какой срок установлен?", "4.1"),
        (Template.PROHIBITION, "Полив: что запрещено?", "4.2"),
    },
    "en": {
        (Template.HEADING, "Watering: how is this regulated?", "4.1 4.2"),
        (Template.DEFINITION, "What does “common garden” mean?", "1.1"),
        (Template.DEFINITION, "What does “gardener” mean?", "1.2"),
        (Template.POWER, "Who approves the rules for the use of the common garden?", "2.1"),
        (Template.RIGHT, "The gardener: what rights are there?", "3.1 3.2"),
        (Template.TIME, "Watering: what is the time limit?", "4.1"),
        (Template.PROHIBITION, "Watering: what is prohibited?", "4.2"),
    },
}


def short(proposal: Proposal) -> tuple[Template, str, str]:
    """Return template, question and the numbers of the provisions: ``art_4__para_1`` is 4.1."""
    numbers = (
        ".".join(step.rpartition("_")[2] for step in eid.split("__")) for eid in proposal.entry.eids
    )
    return proposal.template, proposal.entry.question, " ".join(numbers)


@pytest.mark.parametrize("language", GARDENS)
def test_questions_of_each_template(language: str) -> None:
    found = {short(one) for one in propose_questions(small_act(GARDENS[language], language))}
    assert found >= QUESTIONS[language]


@pytest.mark.parametrize("language", GARDENS)
def test_only_active_predicates_without_a_subject_ask_who(language: str) -> None:
    # The second point of article 2 has a passive predicate or a subject of its own.
    found = propose_questions(small_act(GARDENS[language], language))
    powers = [one.entry.eids for one in found if one.template is Template.POWER]
    assert powers == [("art_2__point_1",)]


@pytest.mark.parametrize(
    ("lead_in", "language", "words"),
    [
        ("Бақшы", "kk", ["Бақшы"]),
        # These need a noun after them, so that they are no subject.
        ("Бақшы мыналарға", "kk", []),
        ("Бақшы суару кезінде", "kk", []),
        ("Садовник", "ru", ["Садовник"]),
        ("Садовник, если он один,", "ru", []),
        ("The gardener", "en", ["The gardener"]),
        ("It", "en", []),
    ],
)
def test_only_a_subject_is_asked_for_its_duties(
    lead_in: str, language: str, words: list[str]
) -> None:
    heads = {
        "kk": (f"1-бап. Суару\n{lead_in} міндетті:", "суаруға", "қоршауға"),
        "ru": (f"Статья 1. Полив\n{lead_in} обязан:", "поливать сад", "чинить ограду"),
        "en": (f"Article 1. Watering\n{lead_in} must:", "water the garden", "mend the fence"),
    }
    head, first, second = heads[language]
    act = small_act(f"{head}\n1) {first};\n2) {second}.\n", language)
    found = [one for one in propose_questions(act) if one.template is Template.DUTY]
    assert [one.words for one in found if one.words != act.articles[0].heading] == words
    assert {eid for one in found for eid in one.entry.eids} == {"art_1__point_1", "art_1__point_2"}


def acts() -> list[Act]:
    gardens = [small_act(text, language) for language, text in GARDENS.items()]
    return [*gardens, load_corpus().default]


@pytest.mark.parametrize("act", acts(), ids=lambda act: f"{act.id}-{act.language}")
def test_words_are_verbatim_and_provisions_can_be_cited(act: Act) -> None:
    indexed = {passage.eid for passage in split_passages(act)}
    law = " ".join(" ".join((one.heading, one.text)) for one in act.provisions)
    found = propose_questions(act)
    for one in found:
        assert one.words in " ".join(law.split())
        assert one.words.lower() in one.entry.question.lower()
        assert set(one.entry.eids) <= indexed
        assert 1 <= len(one.entry.eids) <= MAX_PROVISIONS
        assert (one.entry.act, one.entry.language) == (act.id, act.language)
        check_question(one.entry.question)
    texts = Counter(one.entry.question for one in found)
    assert texts.most_common(1)[0][1] == 1


def test_act_without_headings_has_no_questions_about_them() -> None:
    assert propose_questions(small_act(NO_HEADINGS, "ru")) == ()


def test_repealed_article_and_amendment_notes_are_left_out() -> None:
    act = small_act(
        "Статья 1. Полив\n(вводится в действие с 01.01.2005 в течение десяти дней).\n"
        "Статья 2. Посадка\nСтатья исключена Законом от 01.01.2005.\n",
        "ru",
    )
    assert [one for one in propose_questions(act) if "art_1" in one.entry.eids] == []


def test_heading_of_an_article_with_too_many_provisions_is_no_question() -> None:
    points = "\n".join(f"{number}. Участок {number} поливают утром." for number in range(1, 15))
    act = small_act(f"Статья 1. Полив\n{points}\n", "ru")
    assert propose_questions(act) == ()


def test_long_words_are_no_question() -> None:
    heading = "Полив " + "и ещё раз полив " * 12
    assert (
        propose_questions(small_act(f"Статья 1. {heading}\nСад поливают утром всегда.", "ru")) == ()
    )


def test_act_of_thousands_of_provisions_is_read() -> None:
    found = propose_questions(large_act(5000))
    assert len(found) == 500


@pytest.mark.parametrize("language", GARDENS)
@pytest.mark.parametrize("template", Template)
def test_each_template_exists_in_each_language(template: Template, language: str) -> None:
    question = fill_template(template, language, "{words} и слова")
    assert "{words} и слова" in question
    assert question.endswith("?")
