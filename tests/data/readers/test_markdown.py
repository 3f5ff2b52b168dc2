"""Markdown of public mirrors of law: the words and printed numbers without the markup."""

from pathlib import Path

import pytest

from data.metadata import Sidecar
from data.parsing.parser import parse_text
from data.readers.reading import Options
from data.readers.worker import read_content

MIRROR = r"""---
title: О вопросах
---
# О вопросах

<!-- оглавление -->
## Глава 1. Общее

**Статья 1.** Кто вправе задать вопрос

1\. Каждый вправе задать [вопрос](https://example.org/act_(1) "Закон") органу:
1) письменно;
2) **устно**, кроме случаев\*.

> 3\. Ответ дают по\_русски[^1].

### **Статья 21<sup>1</sup>. Сборы**

| Вид | Сбор |
|-----|------|
| Паспорт | 1 МРП |

* * *

[^1]: С изменениями 2020 года.
"""


def test_an_act_in_markdown_is_read() -> None:
    reading = read_content(MIRROR.encode(), Path("act.md"), Options("ru"))
    assert reading.notices == ("1 footnote read as a note of its provision.",)
    act = parse_text(reading.text, Sidecar("a", "О вопросах", "ru"), "a.txt")
    assert [(p.eid, p.heading or p.text) for p in act.provisions] == [
        ("art_1", "Кто вправе задать вопрос"),
        ("art_1__para_1", "Каждый вправе задать вопрос органу:"),
        ("art_1__para_1__point_1", "письменно;"),
        ("art_1__para_1__point_2", "устно, кроме случаев*."),
        ("art_1__para_3", "Ответ дают по_русски."),
        ("art_21-1", "Сборы"),
    ]
    assert act.by_eid["art_21-1"].text == "Вид | Сбор\nПаспорт | 1 МРП"
    assert [chapter.title for chapter in act.chapters] == ["Общее"]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("snake_case_name и 2*3*4", "snake_case_name и 2*3*4"),
        ("_курсив_ и ***жирный курсив***", "курсив и жирный курсив"),
        (r"\[не ссылка\](и не адрес)", "[не ссылка](и не адрес)"),
        ("текст [ст. [5]](#a) и ![схема](b.png)", "текст ст. [5] и"),
        ("- пункт списка", "пункт списка"),
    ],
)
def test_markup_is_left_out(line: str, words: str) -> None:
    text = read_content(line.encode(), Path("a.md"), Options("ru")).text
    assert text.strip() == words


def test_list_of_items_with_the_number_one_is_counted() -> None:
    text = "### 1-бап. Мәні\n\n1. Заң реттейді:\n   1. біріншіден;\n   1. екіншіден.\n\n"
    text += "### 2-бап. Соңы\n\n1. Заң\nқорғайды.\n1. Заң бекітеді.\n"
    reading = read_content(text.encode(), Path("act.md"), Options("kk"))
    assert [line for line in map(str.strip, reading.text.splitlines()) if line] == [
        "1-бап. Мәні",
        "1. Заң реттейді:",
        "1. біріншіден;",
        "2. екіншіден.",
        "2-бап. Соңы",
        "1. Заң қорғайды.",
        "2. Заң бекітеді.",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "1. Ж\n1. З\n2. И\n3. К\n",
        "1\\. Ж\n1\\. З\n",
        "Статья 1. А\n1. Ж\nСтатья 2. Б\n1. З\n",
    ],
)
def test_numbers_that_are_printed_stay(text: str) -> None:
    reading = read_content(text.encode(), Path("act.md"), Options("ru"))
    lines = [line for line in map(str.strip, reading.text.splitlines()) if line]
    assert lines == text.replace("\\", "").splitlines()


def test_nested_list_does_not_end_the_count_of_the_outer_one() -> None:
    text = "1. Первый:\n   1. а;\n   1. б.\n1. Второй.\n1. Третий.\n"
    reading = read_content(text.encode(), Path("act.md"), Options("ru"))
    lines = [line for line in map(str.strip, reading.text.splitlines()) if line]
    assert lines == ["1. Первый:", "1. а;", "2. б.", "2. Второй.", "3. Третий."]


def test_ampersand_without_an_entity_stays() -> None:
    reading = read_content(b"a.kz/?x=1&section=2&copy=3 &amp; b", Path("act.md"), Options("ru"))
    assert reading.text.strip() == "a.kz/?x=1&section=2&copy=3 & b"


def test_code_entities_and_struck_words_lose_their_marks() -> None:
    text = "1. Закон &laquo;О `связи`&raquo;.\n\n2. ~~Срок три дня.~~ Срок пять дней.\n"
    reading = read_content(text.encode(), Path("act.md"), Options("ru"))
    assert "1. Закон «О связи»." in reading.text
    assert "2. Срок три дня. Срок пять дней." in reading.text
    assert reading.notices == ("1 struck-out passage read: check it against the source.",)
