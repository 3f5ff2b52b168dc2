"""What an HTML page shows of an act is read, and what surrounds it is left out."""

import pytest

from data.errors import SourceError
from data.readers.html import read_html
from data.readers.reading import Notices, Options

ACT = "<p>Статья 1. Порядок</p><p>1. Сотрудник обязан предъявить удостоверение.</p>"
LAW = ["Статья 1. Порядок", "1. Сотрудник обязан предъявить удостоверение."]


def read(page: str, language: str = "ru", column: str | None = None) -> tuple[list[str], list[str]]:
    """Return the paragraphs and the notices of a page."""
    notices = Notices()
    text = read_html(page, "f", Options(language, column), notices)
    return text.rstrip("\n").split("\n\n"), list(notices.sentences())


@pytest.mark.parametrize(
    "hidden",
    [
        '<p style="display: none">x</p>',
        '<p style="Visibility:HIDDEN">x</p>',
        '<p style="font-size:0">x</p>',
        '<p style="color:red;font-size: 0px !important">x</p>',
        "<p hidden>x</p>",
        '<p aria-hidden="true">x</p>',
        "<dialog>x</dialog>",
        "<style>.no{display:none}</style><p class='a no'>x</p>",
        "<style>/* c */ div > p#z , q{color:red; display:none!important}</style>"
        "<div><p id=z style='display:block'>x</p></div>",
        "<style>@media screen{.no{visibility:hidden}}</style><p class=no>x</p>",
        "<style>.tab{display:none}.tab.on{display:block}</style><div class=tab>x</div>",
        "<p style='position:absolute;left:-9999px'>x</p>",
        "<p style='height:0;overflow:hidden'>x</p>",
        "<p class='sr-only'>x</p>",
        "<p style='font-size:1px'>x</p>",
    ],
)
def test_hidden_text_is_left_out(hidden: str) -> None:
    assert read(hidden + ACT) == (LAW, ["1 hidden passage left out."])


@pytest.mark.parametrize(
    "shown",
    [
        "<style>.tab{display:none}.tab.on{display:block}</style><div class='tab on'>{}</div>",
        "<style>@media print{.p{display:none}}</style><div class=p>{}</div>",
        "<style>@media (max-width:600px){.p{display:none}}</style><div class=p>{}</div>",
        '<div style="font-size:0.9em;background:#fff">{}</div>',
        "{}<div class=r><h3>Новости</h3><p><a href=/1>Первая</a><p><a href=/2>Вторая</a></div>",
        "<table><tr><td>Меню<br>сайта</td><td>{}</td></tr></table>",
        "<table><tr><td>Статья 1. Порядок</td></tr><tr><td>1. Сотрудник обязан предъявить "
        "удостоверение.</td></tr></table>",
        "<p>Статья 1. Порядок<table><tr><td>1.</td><td>Сотрудник обязан предъявить удостоверение."
        "</td></tr></table>",
        "<form id=f><input value=no><button>no</button>{}</form>",
        '<div class="content side-wide">{}</div>',
        "<div class=menu>{}</div>",
        "<table><tr><td><a href=/>Меню</a></td><td>{}</td></tr></table>",
        "<table><tr><td><table><tr><td>{}</td></tr></table></td></tr></table>",
        '<nav><a href="/">Главная</a></nav>{}<footer>© 2024 Сайт</footer>',
        '<div class=b1><ul><li><a href="/">Главная</a><li><a href="/c">Связь</a></ul></div>{}',
        '<a href="/">Главная</a>{}<div class=b2><b>Читайте также:</b><a href=/1>О бирже</a></div>',
        "{}<h4>См. также</h4><ul><li><a href=/1>Правила</a></ul>",
        "{}<h4>Тағы оқыңыз</h4><ul><li><a href=/1>Ереже</a></ul>",
        "{}<div><h3>Read also</h3><p><a href=/1>Rules</a></p></div>",
        '<ul><li><a href="#1">Статья 1</a><li><a href="#2">Статья 2</a>'
        '<li><a href="#3">Статья 3</a></ul>{}',
    ],
)
def test_act_is_read_without_what_surrounds_it(shown: str) -> None:
    page = shown.replace("{}", ACT)
    assert read(page)[0] == LAW


def test_what_is_left_out_is_told() -> None:
    page = (
        f'<div class="menu"><a href="/">Басты бет</a></div>{ACT}<p><s>2. Жою.</s><del>3</del></p>'
    )
    assert read(page + '<p style="color:#FFF">4. Ақ.</p>') == (
        [*LAW, "2. Жою.", "4. Ақ."],
        [
            "Left out as no part of the act: “Басты бет”.",
            "1 struck-out passage read: check it against the source.",
            "1 passage in white letters read: check it.",
            "1 tracked deletion left out.",
            "1 menu or list of links left out.",
        ],
    )


def test_linked_provisions_are_no_menu() -> None:
    repeal = (
        "<p>2. Утратили силу:</p><ul><li><a href=/1>Закон о суде</a>;<li><a href=/2>Указ</a>.</ul>"
    )
    assert read(ACT + repeal)[0] == [*LAW, "2. Утратили силу:", "Закон о суде;", "Указ."]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<ol><li>а<li>б<ol type=a><li>в<li>г</ol><li>д</ol>", "1. а|2. б|a) в|b) г|3. д"),
        ("<ol start=3><li>а<li value=7>б<li>в</ol>", "3. а|7. б|8. в"),
        ("<ol reversed><li>а<li>б</ol>", "2. а|1. б"),
        ("<ol type=I><li>а<li><p>б</p><p>в</p></ol>", "I. а|II. б|в"),
        ("<ol type=i start=4><li>а</ol>", "iv) а"),
        ("<ol type=A start=27><li>а</ol>", "AA) а"),
        ("<ol><li>а<ol><li>б<ol type=i><li>в</ol></ol></ol>", "1. а|1) б|i) в"),
        ("<ol><li>1. а<li>2) б</ol>", "1. а|2) б"),
        ("<ol style='list-style-type:none'><li>5. а</ol>", "5. а"),
        ("<style>ol.x{list-style:lower-russian}</style><ol class=x><li>а<li>б</ol>", "а) а|б) б"),
        ("<ol><li>а<li hidden>нет<li>б</ol>", "1. а|2. б"),
        ("<ul><li>а</ul><pre>1. а\n  1) б</pre>", "а|1. а\n  1) б"),
    ],
)
def test_numbers_of_lists_are_read(markup: str, expected: str) -> None:
    assert "|".join(read(markup)[0]) == expected


def test_spanned_cells_keep_their_place() -> None:
    rows = (
        "<tr><th rowspan=2>Вид<th colspan=2>Сбор<tr><td>день<td>год"
        "<tr><td>Паспорт<br>утрата<td rowspan=2>1<td>2<tr><td>Виза<td>3"
    )
    assert [line.split("\t|\t") for line in read(f"<table>{rows}</table>")[0][0].split("\n")] == [
        ["Вид", "Сбор", ""],
        ["", "день", "год"],
        ["Паспорт утрата", "1", "2"],
        ["Виза", "", "3"],
    ]


def test_raised_numbers_and_note_marks_are_told_apart() -> None:
    page = (
        "<p>Статья 21<sup> 1</sup>. Сбор<sup><a href='#n1'>1</a></sup></p>"
        "<p>1. Не более 10<sup>6</sup> и 50<span style='vertical-align:super'>3</span>, "
        "площадь м<sup>2</sup>; пункты 2<sup>1</sup> и 3 статьи 5<sup>2</sup><sup>[2]</sup>.</p>"
        "<p>2<sup>1</sup>) слово</p>"
        "<p id=n1><a href='#b'>1</a> Кроме случаев статьи 5.</p>"
    )
    assert read(page) == (
        [
            "Статья 21-1. Сбор",
            "Сноска. Кроме случаев статьи 5.",
            "1. Не более 10⁶ и 50³, площадь м²; пункты 2-1 и 3 статьи 5-2.",
            "2-1) слово",
        ],
        ["1 footnote read as a note of its provision.", "2 raised note marks left out."],
    )


def test_table_in_two_languages_is_refused_or_one_column_is_read() -> None:
    rows = "".join(
        f"<tr><td>{kk}</td><td>{ru}</td></tr>"
        for kk, ru in (
            ("<p>1-бап. Міндеттер</p><p>1. Куәлігін көрсетеді.</p>", ACT),
            ("2-бап. Тыйымдар", "Статья 2. Запреты"),
        )
    )
    with pytest.raises(SourceError, match="Add --column kk"):
        read(f"<table>{rows}</table>", "kk")
    assert read(f"<table>{rows}</table>", "ru", "ru")[0] == [*LAW, "Статья 2. Запреты"]


def test_page_without_its_end_is_told() -> None:
    page = "<html><body><p>Статья 1. Сад</p></body></html>"
    assert read(page)[1] == []
    assert read(page.removesuffix("</body></html>"))[1] == [
        "The page ends before its end tag; its end may be missing."
    ]
    assert read("<p>Статья 1. Сад</p>")[1] == []
