"""Acts as people type them: marks in brackets, references at a line end, invisible signs."""

import pytest

from data.fragments import is_fragment
from data.metadata import Sidecar
from data.model import Act, Provision
from data.parsing.parser import parse_text
from data.validation.verbatim import verify_provisions


def parse(text: str, language: str) -> Act:
    act = parse_text(text, Sidecar("sample", "Sample", language), "sample.txt")
    assert verify_provisions(act) == ()
    return act


def listed(act: Act) -> list[tuple[str, str]]:
    """Return the provisions with a text, those that are repealed with a minus sign."""
    return [(f"{'-' * p.repealed}{p.eid}", p.text) for p in act.provisions if p.text]


def provision(act: Act, eid: str) -> Provision:
    return next(p for p in act.provisions if p.eid == eid)


def test_marks_of_repeal_in_brackets_are_provisions_of_their_own() -> None:
    act = parse(
        "Article 3. Licences\n\n1. A licence that has been repealed is returned.\n2. (Repealed)\n"
        "3. [Deleted]\n4. The court may exclude evidence.\n\nArticle 4 [Repealed]\n\n"
        "Article 5. Fees\nThe fee is 5 dollars.\n",
        "en",
    )
    assert listed(act) == [
        ("art_3__para_1", "A licence that has been repealed is returned."),
        ("-art_3__para_2", "(Repealed)"),
        ("-art_3__para_3", "[Deleted]"),
        ("art_3__para_4", "The court may exclude evidence."),
        ("art_5", "The fee is 5 dollars."),
    ]
    assert [p.eid for p in act.provisions if p.heading == "[Repealed]"] == ["art_4"]
    assert provision(act, "art_4").repealed


def test_article_with_a_letter_may_have_its_title_on_the_next_line() -> None:
    act = parse(
        "Article 2\nScope\n\nIt applies.\n\nArticle 2a\nPenalties\n\nA fine is due.\n", "en"
    )
    assert listed(act) == [("art_2", "It applies."), ("art_2a", "A fine is due.")]
    assert provision(act, "art_2a").heading == "Penalties"


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        (
            "en",
            "Article 1. Liability\n\n1. It arises under Article 2.\n2. See also\n"
            "Article 2 and Article 3.\n\nArticle 2. Cases\n\nTheft is one.\n\n"
            "Article 3. Fines\n\nA fine is due.\n",
            [
                ("art_1__para_1", "It arises under Article 2."),
                ("art_1__para_2", "See also Article 2 and Article 3."),
                ("art_2", "Theft is one."),
                ("art_3", "A fine is due."),
            ],
        ),
        (
            "kk",
            "1-бап. Жауаптылық\n\n1. Тәртібін айқындайды\n2-бап және 3-бап.\n\n"
            "2-бап. Жағдайлар\n\nОлар көрсетілген.\n\n3-бап. Тәртіп\n\nТәртіп бекітіледі.\n",
            [
                ("art_1__para_1", "Тәртібін айқындайды 2-бап және 3-бап."),
                ("art_2", "Олар көрсетілген."),
                ("art_3", "Тәртіп бекітіледі."),
            ],
        ),
        (
            "en",
            "1. Duties of owners\nSection 5 of the Lift Act applies.\n\n2. End\nThis Act ends.\n",
            [
                ("art_1", "Section 5 of the Lift Act applies."),
                ("art_2", "This Act ends."),
            ],
        ),
    ],
)
def test_references_at_the_beginning_of_a_line_go_on_with_the_sentence(
    language: str, text: str, expected: list[tuple[str, str]]
) -> None:
    assert listed(parse(text, language)) == expected


def test_invisible_signs_and_hyphens_of_word_processors_are_plain() -> None:
    act = parse(
        "1\u2011бап. Мә\u200bні\n\n1. Осы За\u200bң қа\u00adтынастарды реттейді\ufeff.\n\n"
        "2\u2010бап. Мерзім\n\nМерзім\u200e бес күн.\n",
        "kk",
    )
    assert listed(act) == [
        ("art_1__para_1", "Осы Заң қатынастарды реттейді."),
        ("art_2", "Мерзім бес күн."),
    ]
    assert provision(act, "art_1").heading == "Мәні"


@pytest.mark.parametrize(
    ("language", "headings"),
    [
        ("ru", ("Статья 1 - Предмет", "Статья 2 – Срок")),
        ("ru", ("Ст. 1. Предмет", "ст. 2. Срок")),
        ("ru", ("Статья № 1. Предмет", "Статья № 2. Срок")),
        ("ru", ("статья 1. Предмет", "статья 2. Срок")),
        ("kk", ("1-бап - Мәні", "2-бап — Мерзім")),
        ("en", ("ARTICLE 1 - SCOPE", "ARTICLE 2 – FEES")),
        ("en", ("Art. 1. Scope", "ART. 2. FEES")),
        ("en", ("SECTION 1. SCOPE.", "SEC. 2. FEES.")),
        ("en", ("§ 1. Scope", "§ 2. Fees")),
    ],
)
def test_headings_of_articles_in_other_forms(language: str, headings: tuple[str, str]) -> None:
    text = f"{headings[0]}\n\nБірінші first.\n\n{headings[1]}\n\nЕкінші second.\n"
    act = parse(text, language)
    assert listed(act) == [("art_1", "Бірінші first."), ("art_2", "Екінші second.")]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        (
            "en",
            "chapter 1. general provisions\n\narticle 1. scope\n\nIt governs fees.\n\n"
            "article 2. Licences\n\n1. A licence is issued under\narticle 1. It is free.\n"
            "2. It is void in the cases of article 1.\n\narticle 2-1\nFees\n\nThe fee is due.\n",
            [
                ("art_1", "It governs fees."),
                ("art_2__para_1", "A licence is issued under article 1. It is free."),
                ("art_2__para_2", "It is void in the cases of article 1."),
                ("art_2-1", "The fee is due."),
            ],
        ),
        (
            "ru",
            "глава 1. общие положения\n\nстатья 1. предмет\n\nЗакон о сборах.\n\nстатья 2\n\n"
            "1. Срок таков, как устанавливает\nстатья 1. Иного нет.\n",
            [
                ("art_1", "Закон о сборах."),
                ("art_2__para_1", "Срок таков, как устанавливает статья 1. Иного нет."),
            ],
        ),
    ],
)
def test_headings_of_an_act_may_all_be_in_small_letters(
    language: str, text: str, expected: list[tuple[str, str]]
) -> None:
    act = parse(text, language)
    assert listed(act) == expected
    assert [chapter.number for chapter in act.chapters] == ["1"]
    assert provision(act, "art_1").heading in ("scope", "предмет")


@pytest.mark.parametrize(
    ("text", "headings"),
    [
        # The only article, an excerpt, one among others, the last one.
        ("article 1. scope\n\nIt governs fees.\n\n1. One fee.\n\n2. Two fees.\n", "1 scope"),
        (
            "article 12. definitions\n\nA fee is a sum.\n\narticle 13. fees\n\nIt is due.\n",
            "12 definitions, 13 fees",
        ),
        (
            "Article 1. Scope\n\nIt governs fees.\n\narticle 2. definitions\n\nA fee is as in\n"
            "article 3. It is due.\n\nArticle 3. Fees\n\nIt is due.\n",
            "1 Scope, 2 definitions, 3 Fees",
        ),
        (
            "Article 1. Scope\n\nIt governs fees.\n\narticle 2. definitions\n\nA fee is a sum.\n",
            "1 Scope, 2 definitions",
        ),
        # The title on the next line, and sections.
        (
            "article 1\nscope\n\nIt governs fees.\n\narticle 2\ndefinitions\n\nA fee is a sum.\n",
            "1 scope, 2 definitions",
        ),
        (
            "section 1. short title\n\nIt is the Fees Act.\n\nsection 2. definitions\n\nA fee.\n",
            "1 short title, 2 definitions",
        ),
    ],
)
def test_some_headings_may_be_in_small_letters(text: str, headings: str) -> None:
    act = parse(text, "en")
    assert ", ".join(f"{each.number} {each.heading}" for each in act.articles) == headings
    assert verify_provisions(act) == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "It governs.\n\nFees are due.\n\narticle 1. scope\n\nOne fee.\n",
            [
                ("sent_1", "It governs."),
                ("sent_2", "Fees are due."),
                ("sent_3", "article 1. scope"),
                ("sent_4", "One fee."),
            ],
        ),
        (
            "Article 1. Scope\n\nIt governs.\n\narticle 5. of it\n\nArticle 2. Fees\n\nDue.\n",
            [
                ("art_1", "It governs."),
                ("art_1__subpara_2", "article 5. of it"),
                ("art_2", "Due."),
            ],
        ),
        (
            "1. The Minister acts under\narticle 1. The fee is due.\n\n2. See\n\n"
            "article 2. Nothing else.\n",
            [
                ("para_1", "The Minister acts under article 1. The fee is due."),
                ("para_2", "See article 2. Nothing else."),
            ],
        ),
        (
            "Article 1. Scope\n\nIt governs.\n\narticle 1: Of the Code.\n\n"
            "article 2: Of the Code.\n\nArticle 2. Fees\n\nThe fee is due.\n",
            [
                ("art_1", "It governs."),
                ("art_1__subpara_2", "article 1: Of the Code."),
                ("art_1__subpara_3", "article 2: Of the Code."),
                ("art_2", "The fee is due."),
            ],
        ),
        (
            "1. It governs.\n\narticle 7. Of the Code.\n\narticle 3. Of the Code.\n",
            [
                ("para_1", "It governs."),
                ("para_1__subpara_2", "article 7. Of the Code."),
                ("para_1__subpara_3", "article 3. Of the Code."),
            ],
        ),
    ],
)
def test_references_in_small_letters_are_no_headings(
    text: str, expected: list[tuple[str, str]]
) -> None:
    assert listed(parse(text, "en")) == expected


@pytest.mark.parametrize(
    ("language", "headings"),
    [
        ("ru", ("Статья 2 (утратила силу)", "Статья 3 исключена.")),
        ("kk", ("2-бап (күші жойылды)", "3-бап алып тасталды.")),
        ("en", ("Article 2 (repealed)", "Article 3 is repealed.")),
    ],
)
def test_repeal_beside_the_number_of_an_article(language: str, headings: tuple[str, str]) -> None:
    one = {"ru": "Статья 1. Срок", "kk": "1-бап. Мерзім", "en": "Article 1. Term"}[language]
    act = parse("\n\n".join([one, "Бес 5 five.", *headings]) + "\n", language)
    assert [p.eid for p in act.provisions if p.repealed] == ["art_2", "art_3"]
    assert [p.eid for p in act.provisions if p.quotable] == ["art_1"]


def test_references_with_the_short_word_are_no_headings() -> None:
    act = parse(
        "Статья 1. Предмет\n\n1. Суд применяет\nст. 5. Иное не допускается.\n"
        "2. Статья 5 исключена из перечня.\n\nСтатья 2. Срок\n\nпочтовый;\n\nдругой.\n",
        "ru",
    )
    assert listed(act) == [
        ("art_1__para_1", "Суд применяет ст. 5. Иное не допускается."),
        ("art_1__para_2", "Статья 5 исключена из перечня."),
        ("art_2", "почтовый;"),
        ("art_2__subpara_2", "другой."),
    ]


def test_point_that_repeats_its_number_before_its_repeal_is_a_point() -> None:
    act = parse("1. Орган:\n1) решает;\n2) подпункт 2) исключен Законом РК;\n3) отвечает.\n", "ru")
    assert listed(act)[2] == ("-para_1__point_2", "подпункт 2) исключен Законом РК;")


def test_separators_of_word_processors_are_line_ends_and_accents_are_composed() -> None:
    act = parse("Статья 1. Срок\u20281. Каждыи\u0306.\v2. Другой.\u2029Статья 2. Мир\vВсе.\n", "ru")
    assert listed(act) == [
        ("art_1__para_1", "Каждый."),
        ("art_1__para_2", "Другой."),
        ("art_2", "Все."),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Закон Республики Казахстан от 5 июля 2004 года № 567.",
        "Қазақстан Республикасының 2004 жылғы 5 шілдедегі № 567-II Заңы",
        "Law of the Republic of Kazakhstan dated 5 July 2004 No. 567-II.",
    ],
)
def test_line_that_only_names_the_act_is_a_fragment(text: str) -> None:
    assert is_fragment(text, numbered=False)
