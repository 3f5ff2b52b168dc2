"""Running heads, page numbers, raised numbers and columns of PDF files."""

from collections.abc import Callable

import pytest

from data.errors import SourceError
from data.readers.pdf import read_pdf
from data.readers.reading import Notices, Options
from tests.helpers.pdf_file import Printed, make_pdf

LINES = (
    "Сотрудник обязан назвать должность",
    "и предъявить удостоверение лицу",
    "Задержание длится не более трех часов",
    "Лицо вправе обжаловать действия",
    "в вышестоящий орган или суд",
    "Применение силы допускается законом",
    "Доставление производится в орган",
)


def page(number: int, *edges: Printed) -> list[Printed]:
    """Return a page whose lines differ from those of other pages, between the edges."""
    rows = [f"{LINES[(number * 3 + row) % 7]} {'абвгдежз'[number]}{row};" for row in range(20)]
    return [
        *(edge for edge in edges if edge.y > 400),
        *(Printed(60, 760 - 18 * row, words) for row, words in enumerate(rows)),
        *(edge for edge in edges if edge.y <= 400),
    ]


HEADS: dict[str, Callable[[int], list[Printed]]] = {
    "one row and a number": lambda n: [
        Printed(200, 800, "Закон «Об органах»", 9),
        Printed(300, 30, str(n + 1), 9),
    ],
    "three rows": lambda n: [
        Printed(60, 825, "ҚАЗАҚСТАН РЕСПУБЛИКАСЫНЫҢ ЗАҢЫ", 9),
        Printed(60, 813, "«Ішкі істер органдары туралы»", 9),
        Printed(60, 801, "01.01.2026 жағдай бойынша", 9),
        Printed(300, 30, f"{n + 1}-бет", 9),
    ],
    "page x of y beside the head": lambda n: [
        Printed(60, 800, "Law on Police", 9),
        Printed(450, 800, f"Page {n + 1} of 8", 9),
        Printed(60, 40, "Official text", 9),
    ],
    "odd and even pages": lambda n: [
        Printed(60, 800, "Глава 2. Права" if n % 2 else "Закон о полиции", 9),
        Printed(60 if n % 2 else 500, 30, f"— {n + 5} —", 9),
    ],
    "another head in each chapter": lambda n: [
        Printed(60, 800, f"Глава {n // 2 + 1}. {LINES[n // 2]}   {n + 1}", 9)
    ],
    "none on the first page": lambda n: (
        [Printed(60, 800, "Закон о полиции", 9), Printed(300, 30, f"стр. {n + 1} из 8", 9)]
        if n
        else []
    ),
    "close to the text": lambda n: (
        [Printed(200, 778, "Закон «Об органах»"), Printed(300, 30, "IV")]
        if n == 3
        else [
            Printed(200, 778, "Закон «Об органах»"),
            Printed(300, 30, ("I", "II", "III", "IV", "V", "VI", "VII", "VIII")[n]),
        ]
    ),
}


@pytest.mark.parametrize("kind", HEADS)
@pytest.mark.parametrize("count", [4, 8])
def test_running_heads_and_page_numbers_are_left_out(kind: str, count: int) -> None:
    notices = Notices()
    with_edges = [page(number, *HEADS[kind](number)) for number in range(count)]
    text = read_pdf(make_pdf(with_edges), "f", Options("ru"), notices)
    assert text == read_pdf(make_pdf([page(number) for number in range(count)]), "f")
    if kind == "one row and a number":
        assert notices.sentences() == (
            f"{count} running heads left out.",
            f"{count} page numbers left out.",
        )


def test_text_that_recurs_by_chance_is_kept() -> None:
    pages = [
        [
            Printed(60, 760, "прокуратуру или суд" if number % 3 == 0 else LINES[number]),
            Printed(60, 742, f"Статья {number * number + 2}."),
            *(Printed(60, 724 - 18 * row, f"{LINES[row]} {number}") for row in range(5)),
            Printed(60, 600, f"{number * 7 + 3}) размер {number * number};"),
        ]
        for number in range(6)
    ]
    notices = Notices()
    text = read_pdf(make_pdf(pages), "f", Options("ru"), notices)
    assert [line.strip() for line in text.replace("\f", "").split("\n") if line] == [
        item.words for one in pages for item in one
    ]
    assert notices.sentences() == ()


def test_raised_numbers_are_inserted_numbers_or_powers() -> None:
    text = read_pdf(
        make_pdf(
            [
                [
                    Printed(60, 760, "Статья 21"),
                    Printed(114, 766, "1", 7),
                    Printed(118, 760, ". Доставление"),
                    Printed(60, 740, "Объем не более 10"),
                    Printed(162, 746, "6", 7),
                    Printed(166, 740, " единиц"),
                    Printed(60, 720, "Статья 211. Осмотр"),
                    Printed(60, 700, "Закон действует"),
                    Printed(150, 706, "2", 7),
                    Printed(154, 700, " пять лет"),
                ]
            ]
        ),
        "f",
    )
    assert text == (
        "Статья 21-1. Доставление\nОбъем не более 10⁶ единиц\nСтатья 211. Осмотр\n"
        "Закон действует² пять лет\n"
    )


HEADING = [Printed(60, 760, "Статья 21"), Printed(118, 760, ". Доставление")]
BELOW = [Printed(60, 740, "1. Сотрудник обязан"), Printed(60, 720, "Лицо вправе 10 раз")]


@pytest.mark.parametrize("size", [6, 7, 9.5])
@pytest.mark.parametrize("height", [5, 8, 10])
@pytest.mark.parametrize("place", [0, 1, 2, 3, 4])
def test_raised_number_is_found_wherever_it_is_drawn(
    place: int, height: float, size: float
) -> None:
    items = [*HEADING, *BELOW]
    items.insert(place, Printed(114, 760 + height, "1", size))
    assert read_pdf(make_pdf([items]), "f") == (
        "Статья 21-1. Доставление\n1. Сотрудник обязан\nЛицо вправе 10 раз\n"
    )


@pytest.mark.parametrize("place", [0, 1, 2, 4])
@pytest.mark.parametrize(
    ("number", "rest", "raised", "right"),
    [
        ("Статья 101", ". Сбор", "12", "Статья 101-12. Сбор"),
        ("Article 21", ". Fees", "1", "Article 21-1. Fees"),
        ("21", "-бап. Алым", "1", "21-1 -бап. Алым"),
        ("7", ") сбор;", "3", "7-3) сбор;"),
    ],
)
def test_raised_number_half_a_line_higher_is_found(
    number: str, rest: str, raised: str, right: str, place: int
) -> None:
    end = 60 + 6 * len(number)
    items = [Printed(60, 760, number), Printed(end + 4 * len(raised), 760, rest), *BELOW]
    items.insert(place, Printed(end, 770, raised, 7))
    # A text in two languages that are not in columns is read as any other.
    first = read_pdf(make_pdf([items]), "f").split("\n")[0]
    assert first.replace("1-бап", "1 -бап") == right


def test_mark_before_a_footnote_is_no_raised_number_of_its_line() -> None:
    items = [Printed(60, 760, "Статья 21. Сбор"), *BELOW]
    items += [Printed(60, 106, "1", 6), Printed(66, 100, "Сбор от 1 января", 12)]
    text = read_pdf(make_pdf([items]), "f")
    assert text.split("\n")[0] == "Статья 21. Сбор"
    assert text.endswith("1\nСбор от 1 января\n")


@pytest.mark.parametrize("height", [4, 6, 8, 10])
def test_raised_number_of_the_same_size_is_no_digit_of_the_number(height: float) -> None:
    items = [HEADING[0], Printed(114, 760 + height, "1"), Printed(121, 760, ". Сбор"), *BELOW]
    assert read_pdf(make_pdf([items]), "f") == (
        "Статья 21-1. Сбор\n1. Сотрудник обязан\nЛицо вправе 10 раз\n"
    )


def test_raised_numbers_of_one_line_drawn_at_the_end_of_the_page() -> None:
    items = [
        Printed(60, 760, "Статья 21   и статья 22   действуют"),
        Printed(60, 740, "Объем не более 10   единиц"),
        Printed(114, 766, "1", 7),
        Printed(204, 766, "3", 7),
        Printed(162, 746, "6", 7),
    ]
    assert read_pdf(make_pdf([items]), "f") == (
        "Статья 21-1 и статья 22-3 действуют\nОбъем не более 10⁶ единиц\n"
    )


@pytest.mark.parametrize(
    ("line", "left", "right"),
    [
        ("Статья 21. Доставление", 114, "Статья 21-1. Доставление"),
        ("Статья 21 . Доставление", 114, "Статья 21-1. Доставление"),
        ("Статья 21.", 114, "Статья 21-1."),
    ],
)
def test_sign_behind_a_number_that_is_raised_later_is_kept(
    line: str, left: float, right: str
) -> None:
    items = [Printed(60, 760, line), *BELOW, Printed(left, 766, "1", 2)]
    assert read_pdf(make_pdf([items]), "f").split("\n")[0] == right


@pytest.mark.parametrize(
    ("left", "size"), [(66, 2), (66, 7), (70, 7), (76, 7), (84, 7), (106, 7), (118, 7)]
)
def test_small_number_over_the_middle_of_a_word_is_none_of_its_signs(
    left: float, size: float
) -> None:
    items = [Printed(60, 760, "Статья 10 м"), *BELOW, Printed(left, 766, "1", size)]
    assert read_pdf(make_pdf([items]), "f").split("\n")[0] == "Статья 10 м"


def test_small_number_beside_a_line_is_none_of_its_signs() -> None:
    items = [
        Printed(60, 760, "Доставление"),
        Printed(300, 765, "12", 7),
        Printed(50, 745, "2", 7),
        Printed(60, 740, "Сноска"),
        Printed(60, 720, "Глава"),
        Printed(93, 720, "5", 7),
    ]
    assert read_pdf(make_pdf([items]), "f").split("\n")[:-1] == [
        "Доставление", "12", "2", "Сноска", "Глава", "5",
    ]  # fmt: skip


KAZAKH = (
    "1-бап. Қызметкердің міндеттері",
    "1. Қызметкер куәлігін көрсетуге",
    "және құқықтарды түсіндіруге міндетті.",
    "2. Тәртіп бұзуға тыйым салынады.",
)
RUSSIAN = (
    "Статья 1. Обязанности сотрудника",
    "1. Сотрудник обязан предъявить",
    "удостоверение и разъяснить права.",
    "2. Нарушать порядок запрещено.",
)


def test_two_languages_side_by_side_are_refused_or_chosen() -> None:
    content = make_pdf(
        [
            [
                item
                for row, (kk, ru) in enumerate(zip(KAZAKH, RUSSIAN, strict=True))
                for item in (
                    Printed(30, 760 - 20 * row, kk),
                    Printed(310, 760 - 20 * row, ru),
                )
            ]
        ]
    )
    with pytest.raises(SourceError, match=r"columns in Kazakh \(kk\) and Russian \(ru\)") as caught:
        read_pdf(content, "f", Options("kk"))
    assert "Add --column kk " in caught.value.message
    notices = Notices()
    assert read_pdf(content, "f", Options("kk", "kk"), notices).split("\n")[:-1] == [*KAZAKH]
    assert read_pdf(content, "f", Options("ru", "ru")).split("\n")[:-1] == [*RUSSIAN]
    assert notices.sentences() == ("1 column in another language left out.",)
    with pytest.raises(SourceError, match="none in the language of --column"):
        read_pdf(content, "f", Options("en", "en"))


def test_headings_that_every_page_begins_with_are_no_running_heads() -> None:
    pages = [page(number, Printed(60, 790, f"Приложение {number + 1}")) for number in range(4)]
    text = read_pdf(make_pdf(pages), "f", Options("ru"))
    assert [line for line in text.split("\n") if "Приложение" in line] == [
        "Приложение 1",
        "\fПриложение 2",
        "\fПриложение 3",
        "\fПриложение 4",
    ]


def test_footnotes_that_the_text_refers_to_are_left_out() -> None:
    notices = Notices()
    first = [
        Printed(60, 760, "Статья 1. Срок"),
        Printed(60, 740, "План хранится пять"),
        Printed(168, 744, "1", 7),
        Printed(172, 740, " полных"),
        *(Printed(60, 700 - 18 * row, words) for row, words in enumerate(LINES)),
        Printed(60, 66, "1", 6),
        Printed(66, 62, "См. приказ от 5 мая.", 9),
        Printed(60, 50, "Приказ не опубликован.", 9),
    ]
    second = [Printed(60, 760, "лет."), Printed(60, 50, "1 Мелкий шрифт закона.", 9)]
    text = read_pdf(make_pdf([first, second]), "f", Options("ru"), notices)
    lines = ("Статья 1. Срок", "План хранится пять¹ полных", *LINES)
    assert text == "\n".join((*lines, "\fлет.", "1 Мелкий шрифт закона.", ""))
    assert notices.sentences() == ("1 footnote of a page left out.",)


def test_table_in_small_letters_below_the_power_of_a_unit_is_no_footnote() -> None:
    notices = Notices()
    page = [
        Printed(60, 760, "Статья 1. Площадь"),
        Printed(60, 740, "Кабинет имеет 6 м"),
        Printed(160, 744, "2", 7),
        Printed(164, 740, " или более."),
        *(Printed(60, 700 - 18 * row, words) for row, words in enumerate(LINES)),
        Printed(60, 62, "2 Кабинет", 9),
        Printed(60, 50, "3 Архив", 9),
    ]
    text = read_pdf(make_pdf([page]), "f", Options("ru"), notices)
    assert "2 Кабинет" in text
    assert "3 Архив" in text
    assert notices.sentences() == ()
